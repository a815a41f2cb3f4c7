package io.contee.log;

import java.time.Instant;

/**
 * A format of log records, each of them one line of the file. An instance serves one log, whose open record is its
 * state, or one reader. A new format is one class.
 */
interface RecordFormat extends RecordDecoder {

    /** The most bytes of a line that one record holds, as in containerd and docker. */
    int MAX_CONTENT = 16 << 10;

    /**
     * Encodes input until it is used up or the output is full. Leaves whole records in the output; keeps the record
     * that is still open.
     *
     * @param now the time of the input, not before that of any earlier call
     */
    void encode(LogBuffers buffers, Instant now);

    /** The most bytes of one encoded record. */
    int maxRecord();

    /** Whether input was taken that has not come out as a record. */
    boolean hasPartial();

    /** Ends the open record as a partial one; see {@link ConsoleLog#flushPartial}. */
    void flushPartial(LogBuffers buffers);

    /** Encodes contee's own words, ASCII without control characters, as a record that is a whole line. */
    void encodeNotice(LogBuffers buffers, String text, Instant now);

    /** Whether the record that ends before {@code end}, made by this format's encoder, is the last one of its line. */
    boolean endsLine(byte[] records, int end);
}
