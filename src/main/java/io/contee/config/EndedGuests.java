package io.contee.config;

import io.contee.model.ByteSize;
import java.time.Duration;

/**
 * How long logs of guests are kept that neither libvirt nor contee knows any more.
 *
 * @param keep {@code endedGuests.keep}: how long after they were written last
 * @param maxSize {@code endedGuests.maxSize}: what they may hold together; the oldest go first
 * @param perName {@code endedGuests.perName}: how many such guests of one name keep theirs
 */
public record EndedGuests(Duration keep, ByteSize maxSize, int perName) {

    /** A month and a gibibyte; of guests that are created anew for each use, as many as of attempts. */
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
