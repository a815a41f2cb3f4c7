package io.contee.log.format;

import io.contee.model.PointInTime;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads RFC 3339 times of any zone and any number of fraction digits, of which nine count. The previous time's second
 * is cached, as many records come in one second.
 */
final class TimestampParser {

    /** {@code 2026-11-21T02:03:04}. */
    private static final int SECOND = 19;

    private static final int NANOS = SECOND + 1;
    private static final Pattern RFC_3339 = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})");
    private static final int LONGEST = 64;

    private long first;
    private long middle;
    private long last;
    private long epochSecond;

    /** Reads the time from {@code from} to {@code to}; null if there is none. */
    @Nullable
    Instant parse(byte[] bytes, int from, int to) {
        if (to - from != Timestamp.LENGTH || bytes[to - 1] != 'Z' || bytes[from + SECOND] != '.') {
            return parseAny(bytes, from, to);
        }
        int nano = 0;
        for (int i = from + NANOS; i < to - 1; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            nano = nano * 10 + digit;
        }
        long one = ByteWords.get(bytes, from);
        long two = ByteWords.get(bytes, from + ByteWords.SIZE);
        long three = ByteWords.get(bytes, from + SECOND - ByteWords.SIZE);
        if (one != first || two != middle || three != last || first == 0) {
            Instant time = parseAny(bytes, from, to);
            if (time == null) {
                return null;
            }
            epochSecond = time.getEpochSecond();
            first = one;
            middle = two;
            last = three;
        }
        return Instant.ofEpochSecond(epochSecond, nano);
    }

    private static @Nullable Instant parseAny(byte[] bytes, int from, int to) {
        if (to - from > LONGEST) {
            return null;
        }
        var time = RFC_3339.matcher(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
        if (!time.matches()) {
            return null;
        }
        try {
            return PointInTime.rfc3339(time.group());
        } catch (DateTimeException e) {
            return null;
        }
    }
}
