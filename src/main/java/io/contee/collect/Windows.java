package io.contee.collect;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/**
 * The windows of time that logs are collected in: of one length, and whole hours or fractions of them where the length
 * is. A file's name tells when its window begins, in UTC.
 *
 * @param every how long one is
 */
record Windows(Duration every) {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** When the window begins that a moment is in. */
    Instant startOf(Instant time) {
        long length = every.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), length) * length);
    }

    /** When it ends. */
    Instant endOf(Instant time) {
        return startOf(time).plus(every);
    }

    /** A window's name, {@code 20261121T020000Z}. */
    static String name(Instant start) {
        return NAME.format(start);
    }

    /** When the window of a name begins; empty if it is no name of one. */
    static Optional<Instant> parse(String name) {
        try {
            return Optional.of(NAME.parse(name, Instant::from));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
