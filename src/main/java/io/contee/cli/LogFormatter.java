package io.contee.cli;

import java.io.IOException;

/** Writes records in a form. */
interface LogFormatter {

    void print(LogEntry entry) throws IOException;

    /** Ends the output. */
    void end() throws IOException;
}
