package io.contee.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of an answer's bytes (RFC 9110, section 14).
 *
 * @param first its first byte
 * @param last its last one; less than {@code first} if there is none
 */
record ByteRange(long first, long last) {

    private static final Pattern RANGE = Pattern.compile("bytes=([0-9]{0,18})-([0-9]{0,18})");

    /**
     * Returns the range that a header asks for; empty if the header is ignored, as one that asks for several ranges may
     * be.
     */
    static Optional<ByteRange> parse(String header, long size) {
        Matcher matcher = RANGE.matcher(header.strip());
        if (!matcher.matches() || header.strip().equals("bytes=-")) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return Optional.of(new ByteRange(Math.max(0, size - Long.parseLong(last)), size - 1));
        }
        long begin = Long.parseLong(first);
        long end = last.isEmpty() ? size - 1 : Long.parseLong(last);
        return !last.isEmpty() && end < begin
                ? Optional.empty()
                : Optional.of(new ByteRange(begin, Math.min(end, size - 1)));
    }

    /** Returns whether it holds anything. */
    boolean satisfiable() {
        return first <= last;
    }

    long length() {
        return last - first + 1;
    }
}
