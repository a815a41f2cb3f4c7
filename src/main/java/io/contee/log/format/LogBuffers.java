package io.contee.log.format;

import java.nio.ByteBuffer;

/** The working memory of a record format, shared by all logs that one thread calls and empty between the calls. */
public final class LogBuffers {

    /** The room before the input for the beginning of a UTF-8 sequence that an earlier call left. */
    static final int HEAD = 4;

    static final int INPUT = 64 << 10;

    // 64 KiB of lines of 40 bytes and more are one write.
    static final int OUTPUT = 256 << 10;

    /** The guest's output, from {@link #inputAt} to {@link #inputEnd}. */
    final byte[] input = new byte[HEAD + INPUT];

    /** A mark for each byte of {@link #input}, as {@link ByteWords} sets them. */
    final byte[] marks = new byte[HEAD + INPUT];

    public int inputAt = HEAD;
    int inputEnd = HEAD;

    /** Encoded records from 0 to {@link #recordsEnd}; the rest belongs to the format. */
    public final byte[] output = new byte[OUTPUT];

    public int recordsEnd;

    /** The number of these records, if {@link RecordFormat#encode} made them. */
    public int recordCount;

    private final ByteBuffer records = ByteBuffer.wrap(output);

    /** Reads as much of {@code source} as fits. */
    public void load(ByteBuffer source) {
        int length = Math.min(source.remaining(), INPUT);
        source.get(input, HEAD, length);
        inputAt = HEAD;
        inputEnd = HEAD + length;
    }

    public boolean hasInput() {
        return inputAt < inputEnd;
    }

    /** Returns the encoded records as a buffer, valid until the next call. */
    public ByteBuffer records() {
        return records.limit(recordsEnd).position(0);
    }
}
