package io.contee.log.read;

import io.contee.log.format.LogRecord;
import java.io.IOException;

/** Receives what is read of a log. One thread calls it. */
public interface RecordOutput {

    /**
     * Writes the next record.
     *
     * @param cursor gives the place after the record, as {@link LogCursor#parse} reads it; only during the call
     */
    void write(LogRecord record, Cursor cursor) throws IOException;

    /** Writes one line about the log itself, such as that records are damaged or missing. */
    void report(String notice) throws IOException;

    /**
     * Records how far the log was read, which may be further than the last record. Called before each {@link #flush}.
     *
     * @param cursor gives the place, as {@link LogCursor#parse} reads it; only during the call
     */
    default void reached(Cursor cursor) throws IOException {}

    /** Flushes what was written: nothing else is available now. */
    void flush() throws IOException;

    /** Supplies a place in a log on request. */
    @FunctionalInterface
    interface Cursor {
        /** Returns the place as text. */
        String text();
    }
}
