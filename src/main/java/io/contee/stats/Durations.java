package io.contee.stats;

import java.util.ArrayList;
import java.util.List;

/** A histogram of durations. As with a {@link Figure}, one thread at a time records, and any thread reads. */
public final class Durations {

    /** The upper bounds of the buckets in nanoseconds, inclusive; longer durations are in one more bucket. */
    private static final long[] BOUNDS = {
        50_000L,
        200_000L,
        1_000_000L,
        5_000_000L,
        10_000_000L,
        50_000_000L,
        250_000_000L,
        1_000_000_000L,
        5_000_000_000L,
        30_000_000_000L
    };

    private static final double NANOS_PER_SECOND = 1e9;

    private final Figure[] counts = new Figure[BOUNDS.length + 1];
    private final Figure nanos = new Figure();

    /** Makes an empty histogram. */
    public Durations() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new Figure();
        }
    }

    /**
     * The durations recorded up to some moment.
     *
     * @param counts the count of each bucket, not cumulated; the last bucket is beyond all {@link #bounds}
     * @param seconds the sum of all; a recording made at that moment may be in only one of the two
     */
    public record Recorded(List<Long> counts, double seconds) {

        /** Returns the total count. */
        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Returns the upper bounds of all buckets but the last, in seconds, ascending. */
    public static List<Double> bounds() {
        List<Double> bounds = new ArrayList<>();
        for (long bound : BOUNDS) {
            bounds.add(bound / NANOS_PER_SECOND);
        }
        return bounds;
    }

    /** Records a duration. The writer calls it. */
    public void record(long tookNanos) {
        int i = 0;
        while (i < BOUNDS.length && tookNanos > BOUNDS[i]) {
            i++;
        }
        counts[i].add(1);
        nanos.add(tookNanos);
    }

    /** Returns the durations recorded so far. */
    public Recorded recorded() {
        List<Long> seen = new ArrayList<>();
        for (Figure count : counts) {
            seen.add(count.get());
        }
        return new Recorded(List.copyOf(seen), nanos.get() / NANOS_PER_SECOND);
    }
}
