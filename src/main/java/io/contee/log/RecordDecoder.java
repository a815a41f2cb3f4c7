package io.contee.log;

import java.util.Optional;

/** The reading side of a format. A newline in a file always ends a record. An instance serves one reader. */
interface RecordDecoder {

    /**
     * Where the first record ends.
     *
     * @param bytes hold a record's beginning at {@code from}
     * @param to the end of what has come so far
     * @return the place after it, or -1 if its end has not come
     */
    default int end(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return -1;
    }

    /**
     * Reads one record.
     *
     * @param bytes holds the record from {@code from} to {@code to}, with or without its line feed
     * @return empty if it is damaged
     */
    Optional<LogRecord> decode(byte[] bytes, int from, int to);
}
