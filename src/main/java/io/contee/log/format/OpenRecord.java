package io.contee.log.format;

import java.time.Instant;

/** The state that an encoder keeps between calls: the open record, and bytes whose meaning depends on the next ones. */
final class OpenRecord {

    private static final byte[] NOTHING = {};

    /** The largest arrays that an idle log keeps. */
    private static final int SMALL = 1 << 10;

    /** The number of the guest's bytes in the open record. */
    int content;

    /** The time at which the open record's first byte came. */
    Instant time = Instant.EPOCH;

    /** True if the last byte was a line feed without a return before it; a return that follows belongs to it. */
    boolean returnMayFollow;

    private byte[] encoded = NOTHING;
    private int encodedLength;
    private final byte[] held = new byte[LogBuffers.HEAD];
    private int heldLength;

    /** Returns whether anything is kept. */
    boolean exists() {
        return content > 0 || heldLength > 0;
    }

    /** Returns the number of the guest's bytes that are kept. */
    int bytes() {
        return content + heldLength;
    }

    int heldLength() {
        return heldLength;
    }

    byte held(int index) {
        return held[index];
    }

    /** Keeps the input's last bytes from {@code from} on, at most three, until the next input or {@link #dropHeld}. */
    void hold(byte[] in, int from, int to) {
        heldLength = to - from;
        System.arraycopy(in, from, held, 0, heldLength);
    }

    void dropHeld() {
        heldLength = 0;
    }

    /** Puts the held bytes before the input, and returns where the input now begins. */
    int restoreHeld(LogBuffers buffers) {
        int at = buffers.inputAt - heldLength;
        System.arraycopy(held, 0, buffers.input, at, heldLength);
        if (buffers.inputAt == LogBuffers.HEAD) {
            buffers.input[at - 1] = 0; // bytes that another log held there
        }
        heldLength = 0;
        return at;
    }

    /** Returns where the input continues after the return that ends the last line, if there is one at {@code at}. */
    int skipReturn(byte[] in, int at, int end) {
        if (!returnMayFollow || at == end) {
            return at;
        }
        returnMayFollow = false;
        return in[at] == '\r' ? at + 1 : at;
    }

    /** Begins the output with the open record, or with {@code begin}; returns where it continues. */
    int restore(byte[] begin, byte[] out) {
        byte[] start = encodedLength == 0 ? begin : encoded;
        int length = encodedLength == 0 ? begin.length : encodedLength;
        System.arraycopy(start, 0, out, 0, length);
        return length;
    }

    /** Keeps the output from {@code from} to {@code to} as the open record, unless it has no content. */
    void keep(byte[] out, int from, int to) {
        encodedLength = content == 0 ? 0 : to - from;
        if (encodedLength > encoded.length) {
            encoded = new byte[Math.max(256, Integer.highestOneBit(encodedLength - 1) << 1)];
        } else if (encodedLength == 0 && encoded.length > SMALL) {
            encoded = NOTHING;
        }
        System.arraycopy(out, from, encoded, 0, encodedLength);
    }
}
