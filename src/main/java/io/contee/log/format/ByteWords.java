package io.contee.log.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Operations on arrays of bytes, eight bytes at a time. The first byte of a word is its lowest. */
final class ByteWords {

    static final int SIZE = Long.BYTES;

    private static final int BLOCK_SHIFT = 4;

    /** The number of bytes that are examined together: two words. */
    static final int BLOCK = 1 << BLOCK_SHIFT;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGHS = 0x8080808080808080L;

    private ByteWords() {}

    static long get(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static void put(byte[] bytes, int at, long word) {
        LONGS.set(bytes, at, word);
    }

    /**
     * Sets the high bit of the mark of each line feed, and of no other byte. The optimising compiler vectorises a loop
     * as simple as this one, which is why finding marks and copying are two passes.
     */
    static void markLineFeeds(byte[] in, int from, int to, byte[] marks) {
        for (int i = from; i < to; i++) {
            marks[i] = (byte) (((in[i] ^ '\n') - 1) & ~in[i]);
        }
    }

    /** Does the same for the bytes that must be escaped in a JSON string. */
    static void markSpecialInJson(byte[] in, int from, int to, byte[] marks) {
        for (int i = from; i < to; i++) {
            marks[i] = (byte) (in[i] | (in[i] - ' ') | ((in[i] ^ '"') - 1) | ((in[i] ^ '\\') - 1));
        }
    }

    /**
     * Copies up to the first marked byte, which is not copied, or to {@code stop}. May overwrite up to {@link #BLOCK}
     * bytes after the copied ones.
     *
     * @return the number of copied bytes
     */
    static int copyUnmarked(byte[] in, byte[] marks, int from, int stop, byte[] out, int to) {
        int blocks = (stop - from) >> BLOCK_SHIFT;
        for (int k = 0; k < blocks; k++) {
            int block = k * BLOCK;
            put(out, to + block, get(in, from + block));
            put(out, to + block + SIZE, get(in, from + block + SIZE));
            long first = get(marks, from + block) & HIGHS;
            long second = get(marks, from + block + SIZE) & HIGHS;
            if ((first | second) != 0) {
                return block + firstOf(first, second);
            }
        }
        int count = blocks * BLOCK;
        while (from + count < stop && marks[from + count] >= 0) {
            out[to + count] = in[from + count];
            count++;
        }
        return count;
    }

    /**
     * Returns the index of the byte that has the lowest set bit of a pair of words; without a branch, which would often
     * be mispredicted.
     */
    private static int firstOf(long first, long second) {
        return Long.numberOfTrailingZeros(byteBits(first) | (byteBits(second) << SIZE));
    }

    /** Returns the high bits of a word's bytes, side by side. */
    private static long byteBits(long highs) {
        return (highs * 0x0002040810204081L) >>> 56;
    }
}
