package io.contee.stats;

import java.util.function.LongSupplier;

/**
 * Measures the total time for which a condition has lasted, including the current period. As with a {@link Figure}, one
 * thread at a time begins and ends a period, and any thread reads.
 */
public final class Stopwatch {

    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanoTime;
    private final long epoch;
    private final Figure since = new Figure();

    /**
     * Between periods, the total in nanoseconds; within a period, that total less the time at which the period began,
     * which is below 0. A single number, so no reader ever sees the total decrease.
     */
    private final Figure state = new Figure();

    /** @param nanoTime a clock that is never set, such as {@link System#nanoTime} */
    public Stopwatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.epoch = nanoTime.getAsLong() - 1;
    }

    /** Returns the current time, which is above 0 and greater than any total. */
    private long now() {
        return nanoTime.getAsLong() - epoch;
    }

    /** Begins a period. Has no effect within one. */
    public void begin() {
        if (state.get() >= 0) {
            long now = now();
            since.set(now);
            state.set(state.get() - now);
        }
    }

    /** Ends the period. Has no effect outside one. */
    public void end() {
        if (state.get() < 0) {
            state.set(state.get() + now());
        }
    }

    /** Returns the total time in seconds. */
    public double seconds() {
        long seen = state.get();
        return (seen < 0 ? seen + now() : seen) / NANOS_PER_SECOND;
    }

    /** Returns the length of the current period in seconds; 0 outside one. */
    public double presentSeconds() {
        return state.get() < 0 ? (now() - since.get()) / NANOS_PER_SECOND : 0;
    }
}
