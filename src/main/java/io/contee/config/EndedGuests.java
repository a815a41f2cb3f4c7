package io.contee.config;

import io.contee.model.ByteSize;
import java.time.Duration;

/**
 * The limits of the logs of guests that neither libvirt nor contee knows any more.
 *
 * @param keep {@code endedGuests.keep}: the time that they are kept after the last write
 * @param maxSize {@code endedGuests.maxSize}: the limit of all of them together; the oldest are deleted first
 * @param perName {@code endedGuests.perName}: the number of such guests of one name that keep their logs
 */
public record EndedGuests(Duration keep, ByteSize maxSize, int perName) {

    /** A month and a gibibyte; for guests that are created anew for each use, as many as attempts are kept. */
    public static final EndedGuests DEFAULT = new EndedGuests(Duration.ofDays(30), ByteSize.parse("1Gi"), 4);

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int MOST = 100_000;

    static EndedGuests read(ConfigReader reader) {
        return new EndedGuests(
                reader.span("endedGuests.keep", DEFAULT.keep, SHORTEST, LONGEST),
                reader.size("endedGuests.maxSize").orElse(DEFAULT.maxSize),
                reader.number("endedGuests.perName", DEFAULT.perName, 0, MOST));
    }
}
