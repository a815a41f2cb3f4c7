package io.contee.log.read;

import io.contee.log.format.LogRecord;
import java.io.IOException;

/** Takes what is read of a log. One thread calls it. */
public interface RecordOutput {

    /**
     * Takes the next record.
     *
     * @param cursor gives the place after the record, as {@link LogCursor#parse} reads it; only during the call
     */
    void write(LogRecord record, Cursor cursor) throws IOException;

    /** Takes one line about the log itself, such as that records are damaged or missing. */
    void tell(String notice) throws IOException;

    /**
     * Notes how far the log was read, which may be further than the last record; before each {@link #flush}.
     *
     * @param cursor gives the place, as {@link LogCursor#parse} reads it; only during the call
     */
    default void reached(Cursor cursor) throws IOException {}

    /** Passes on what was taken: nothing else is there now. */
    void flush() throws IOException;

    /** Gives a place in a log, if it is asked to. */
    @FunctionalInterface
    interface Cursor {
        /** The place as text. */
        String text();
    }
}
