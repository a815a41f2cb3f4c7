package io.contee.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Arrays of bytes, eight bytes at a time. The first byte is the lowest one of its word. */
final class Words {

    static final int SIZE = Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private Words() {}

    static long get(byte[] bytes, int at) {
        return (long) LONGS.get(bytes, at);
    }

    static void put(byte[] bytes, int at, long word) {
        LONGS.set(bytes, at, word);
    }

    /**
     * Copies up to the first line feed, which is not copied, or to {@code stop}. May overwrite up to seven bytes
     * behind what it copied.
     *
     * @return how many bytes were copied
     */
    static int copyLine(byte[] in, int from, int stop, byte[] out, int to) {
        int i = from;
        int shift = to - from;
        while (stop - i >= SIZE) {
            long word = get(in, i);
            put(out, i + shift, word);
            // Exact up to the first line feed, and only that counts.
            long difference = word ^ (ONES * '\n');
            long found = (difference - ONES) & ~difference & HIGHS;
            if (found != 0) {
                return i - from + (Long.numberOfTrailingZeros(found) >>> 3);
            }
            i += SIZE;
        }
        while (i < stop && in[i] != '\n') {
            out[i + shift] = in[i];
            i++;
        }
        return i - from;
    }

    /** How many bytes at the low end of {@code word} stand for themselves in a JSON string. */
    static int plainInJson(long word) {
        long quote = word ^ (ONES * '"');
        long backslash = word ^ (ONES * '\\');
        // Each term is exact up to the first byte that it finds, and only the first one counts.
        long control = (word - ONES * ' ') & ~word;
        long special = word | control | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash);
        return Long.numberOfTrailingZeros(special & HIGHS) >>> 3;
    }
}
