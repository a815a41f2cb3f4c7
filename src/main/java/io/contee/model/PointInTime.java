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
                return OffsetDateTime.parse(text).toInstant();
            }
            return now.minus(span(text));
        } catch (DateTimeException | ArithmeticException e) {
            throw new ConteeException(
                    "time " + OneLine.quoted(text)
                            + " is not valid: give 90s, 10m, 3h or 2d for a time ago, or RFC 3339 such as 2026-11-21T02:03:04Z",
                    e);
        }
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
