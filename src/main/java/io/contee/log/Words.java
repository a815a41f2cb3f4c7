package io.contee.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Arrays of bytes, eight bytes at a time. The first byte is the lowest one of its word. */
final class Words {

    static final int SIZE = Long.BYTES;

    /** How many bytes are looked at together. */
    static final int BLOCK = 2 * SIZE;

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
     * Copies up to the first line feed, which is not copied, or to {@code stop}. May overwrite up to {@link
     * #BLOCK} bytes behind what it copied.
     *
     * @return how many bytes were copied
     */
    static int copyLine(byte[] in, int from, int stop, byte[] out, int to) {
        int shift = to - from;
        int i = from;
        for (int lastPair = stop - 2 * SIZE; i <= lastPair; i += 2 * SIZE) {
            long first = get(in, i);
            long second = get(in, i + SIZE);
            put(out, i + shift, first);
            put(out, i + SIZE + shift, second);
            long inFirst = lineFeeds(first);
            long inSecond = lineFeeds(second);
            if (((inFirst | inSecond) & HIGHS) != 0) {
                return i - from + firstOf(inFirst & HIGHS, inSecond & HIGHS);
            }
        }
        for (; i < stop && in[i] != '\n'; i++) {
            out[i + shift] = in[i];
        }
        return i - from;
    }

    /** Besides other bits the high bits of line feeds, exact up to the first one. */
    private static long lineFeeds(long word) {
        long difference = word ^ (ONES * '\n');
        return (difference - ONES) & ~difference;
    }

    /**
     * Copies the bytes that stand for themselves in a JSON string, up to the first other one or to {@code stop}. May
     * overwrite up to {@link #BLOCK} bytes behind what it copied.
     *
     * @return how many bytes were copied
     */
    static int copyPlain(byte[] in, int from, int stop, byte[] out, int to) {
        int shift = to - from;
        int i = from;
        for (int lastPair = stop - 2 * SIZE; i <= lastPair; i += 2 * SIZE) {
            long first = get(in, i);
            long second = get(in, i + SIZE);
            put(out, i + shift, first);
            put(out, i + SIZE + shift, second);
            long inFirst = specialInJson(first);
            long inSecond = specialInJson(second);
            if (((inFirst | inSecond) & HIGHS) != 0) {
                return i - from + firstOf(inFirst & HIGHS, inSecond & HIGHS);
            }
        }
        for (; i < stop && in[i] >= ' ' && in[i] != '"' && in[i] != '\\'; i++) {
            out[i + shift] = in[i];
        }
        return i - from;
    }

    /** Besides other bits the high bits of what does not stand for itself, exact up to the first one. */
    private static long specialInJson(long word) {
        long control = word - ONES * ' ';
        long quote = (word ^ (ONES * '"')) - ONES;
        long backslash = (word ^ (ONES * '\\')) - ONES;
        return word | control | quote | backslash;
    }

    /** Which byte of a pair of words the lowest bit that is set belongs to. */
    private static int firstOf(long first, long second) {
        return first != 0 ? Long.numberOfTrailingZeros(first) >>> 3 : SIZE + (Long.numberOfTrailingZeros(second) >>> 3);
    }
}
