package io.contee.log;

import io.contee.model.ConteeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to read of a log. Where both are given, {@code since} applies to what {@code tail} leaves.
 *
 * @param tail how many lines from the end, a last line without its end counted; empty for all
 * @param since the earliest time of a record
 * @param follow whether to wait for more at the end
 */
public record ReadOptions(OptionalInt tail, Optional<Instant> since, boolean follow) {

    /** @throws ConteeException if {@code tail} is negative */
    public ReadOptions {
        if (tail.isPresent() && tail.getAsInt() < 0) {
            throw new ConteeException("tail " + tail.getAsInt() + " is negative: give 0 or more lines");
        }
    }

    /** Everything up to the present end. */
    public static ReadOptions all() {
        return new ReadOptions(OptionalInt.empty(), Optional.empty(), false);
    }

    public ReadOptions withTail(int lines) {
        return new ReadOptions(OptionalInt.of(lines), since, follow);
    }

    public ReadOptions withSince(Instant time) {
        return new ReadOptions(tail, Optional.of(time), follow);
    }

    public ReadOptions following() {
        return new ReadOptions(tail, since, true);
    }
}
