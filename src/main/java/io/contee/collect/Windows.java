package io.contee.collect;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * The windows of time that logs are collected in: all of one length, and aligned to the hour if the length permits it.
 * A file's name contains the window's start in UTC.
 *
 * @param every the length of a window
 */
record Windows(Duration every) {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** Returns the start of the window that a moment is in. */
    Instant startOf(Instant time) {
        long length = every.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), length) * length);
    }

    /** Returns the end of the window that a moment is in. */
    Instant endOf(Instant time) {
        return startOf(time).plus(every);
    }

    /** Returns a window's name, {@code 20261121T020000Z}. */
    static String name(Instant start) {
        return NAME.format(start);
    }

    /** Returns the start of the window with a name; empty if it is not a window's name. */
    static Optional<Instant> parse(String name) {
        try {
            return Optional.of(NAME.parse(name, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
