package io.contee.log.format;

/** Well-formed UTF-8, after table 3-7 of the Unicode standard. */
final class Utf8 {

    /** Returned for the beginning of a sequence whose rest has not come. */
    static final int TRUNCATED = -1;

    private Utf8() {}

    /**
     * Returns the length of the multi-byte sequence at {@code at}.
     *
     * @return 2 to 4, {@link #TRUNCATED} if {@code end} cuts it off, or 0 if the byte belongs to no sequence
     */
    static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        if (first < 0xc2 || first > 0xf4) {
            return 0;
        }
        if (at + 1 == end) {
            return TRUNCATED;
        }
        int second = bytes[at + 1] & 0xff;
        int low = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int high = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            return 0;
        }
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        for (int i = 2; i < length; i++) {
            if (at + i == end) {
                return TRUNCATED;
            }
            if ((bytes[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
