package io.contee.cli;

import java.io.IOException;

/** Writes records in a form. */
interface LogFormatter {

    void print(LogEntry entry) throws IOException;

    /** Nothing more comes. */
    void end() throws IOException;
}
