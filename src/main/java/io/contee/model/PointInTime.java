package io.contee.model;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads points in time as users write them. */
public final class PointInTime {

    private static final Pattern PART = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final Pattern AGO = Pattern.compile("(?:" + PART.pattern() + ")+");

    /** A time with a space in place of the T, with more digits than nanoseconds have, or of a leap second. */
    private static final Pattern RFC_3339 = Pattern.compile(
            "([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ]([0-9]{2}:[0-9]{2}:)([0-9]{2})(\\.[0-9]{1,9})?[0-9]*([Zz]|[+-][0-9]{2}:[0-9]{2})");

    private PointInTime() {}

    /**
     * Reads a duration, such as {@code 90s}, {@code 2d} or {@code 1h30m}.
     *
     * @throws ConteeException if it is not a duration
     */
    public static Duration span(String text) {
        if (!AGO.matcher(text).matches()) {
            throw new ConteeException("time " + OneLine.quoted(text) + " is not valid: give 90s, 10m, 3h or 2d");
        }
        Duration span = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            span = span.plus(duration(Long.parseLong(part.group(1)), part.group(2)));
        }
        return span;
    }

    /**
     * Reads a time in RFC 3339, or how long ago it was, such as {@code 90s}, {@code 2d} or {@code 1h30m}.
     *
     * @throws ConteeException if it is neither
     */
    public static Instant parse(String text, Instant now) {
        try {
            if (!AGO.matcher(text).matches()) {
                return rfc3339(text);
            }
            return now.minus(span(text));
        } catch (DateTimeException | ArithmeticException e) {
            throw new ConteeException(
                    "time " + OneLine.quoted(text)
                            + " is not valid: give 90s, 10m, 3h or 2d for a time ago, or RFC 3339 such as 2026-11-21T02:03:04Z",
                    e);
        }
    }

    /**
     * Reads a time in RFC 3339. A leap second, 60, is the first one of the next minute, as POSIX counts it; of a
     * fraction nine digits count.
     *
     * @throws DateTimeException if it is not one
     */
    public static Instant rfc3339(String text) {
        Matcher time = RFC_3339.matcher(text);
        if (!time.matches()) {
            return OffsetDateTime.parse(text).toInstant(); // ISO 8601 allows more, such as no seconds
        }
        boolean leap = time.group(3).equals("60");
        String fraction = time.group(4) == null ? "" : time.group(4);
        return OffsetDateTime.parse(
                        time.group(1) + "T" + time.group(2) + (leap ? "59" : time.group(3)) + fraction + time.group(5))
                .plusSeconds(leap ? 1 : 0)
                .toInstant();
    }

    private static Duration duration(long count, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
