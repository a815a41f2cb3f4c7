package io.contee.log.format;

import java.util.Optional;

/** The reading side of a format. After each line feed of a file a record begins. An instance serves one reader. */
public interface RecordDecoder {

    /** Returned for a record whose end has not come. */
    int INCOMPLETE = -1;

    /**
     * Returns the end of the record that begins at {@code from}. If none begins there, the damage counts as a record:
     * it ends where reading may continue, and {@link #decode} returns empty for it.
     *
     * @param to the end of the bytes read from the file
     * @return a place after {@code from}, or {@link #INCOMPLETE}
     */
    default int recordEnd(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return INCOMPLETE;
    }

    /**
     * Reads one record.
     *
     * @param bytes holds the record from {@code from} to {@code to}; a line with or without its line feed
     * @return empty if it is damaged
     */
    Optional<LogRecord> decode(byte[] bytes, int from, int to);
}
