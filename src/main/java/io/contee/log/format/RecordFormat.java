package io.contee.log.format;

import java.time.Instant;

/**
 * A format of log records. After each line feed of a file a record begins; in most formats a record is one line, and
 * then only the methods without a body here are needed. An instance serves one log, whose open record is its state, or
 * one reader. A new format is one class.
 */
public interface RecordFormat extends RecordDecoder {

    /** The most bytes of a line that one record holds, as in containerd and docker. */
    int MAX_CONTENT = 16 << 10;

    /**
     * Encodes input until it is used up or the output is full. Leaves whole records in the output; keeps the record
     * that is still open.
     *
     * @param now the time of the input, not before that of any earlier call
     */
    void encode(LogBuffers buffers, Instant now);

    /** Returns the most bytes of one encoded record. */
    int maxRecord();

    /** Returns whether input was read that is not yet encoded as a record. */
    boolean hasPartial();

    /** Returns the number of the guest's bytes in that input. */
    int heldBytes();

    /** Ends the open record as a partial one. */
    void flushPartial(LogBuffers buffers);

    /**
     * Encodes the end of the output of a guest that has stopped: the open record and, where the format marks it, the
     * end of the line. Called again as long as {@link #hasPartial} is true.
     *
     * @param lineOpen whether the last record that was encoded left its line open
     */
    default void encodeEnd(LogBuffers buffers, boolean lineOpen, Instant now) {
        flushPartial(buffers);
    }

    /** Encodes contee's own text, ASCII without control characters, as a record that is a whole line. */
    void encodeNotice(LogBuffers buffers, String text, Instant now);

    /** Returns whether the record that ends before {@code end}, made by this format's encoder, is a line's last one. */
    boolean endsLine(byte[] records, int end);

    /**
     * Returns the end of the last whole record between two places.
     *
     * @param bytes made by this format's encoder, and begin with a record
     * @return {@code from} if none ends between them
     */
    default int lastRecordEnd(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    /**
     * Returns the end of the last whole line between two places.
     *
     * @param bytes made by this format's encoder, and begin with a record
     * @return {@code from} if none ends between them
     */
    default int lastLineEnd(byte[] bytes, int from, int to) {
        int end = lastRecordEnd(bytes, from, to);
        while (end > from && !endsLine(bytes, end)) {
            end = lastRecordEnd(bytes, from, end - 1);
        }
        return end;
    }
}
