package io.contee.stats;

import java.util.function.LongSupplier;

/**
 * For how long something has lasted in all, the present time included. As with a {@link Figure} one thread at a time
 * begins and ends, any thread reads.
 */
public final class Stopwatch {

    private static final double NANOS_PER_SECOND = 1e9;

    private final LongSupplier nanoTime;
    private final long epoch;
    private final Figure since = new Figure();

    /**
     * While it does not last, the nanoseconds that it has; while it does, these less the time at which that began, which
     * is below 0. One number, so that no reader ever sees less than before.
     */
    private final Figure state = new Figure();

    /** @param nanoTime a clock that is never set, such as {@link System#nanoTime} */
    public Stopwatch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.epoch = nanoTime.getAsLong() - 1;
    }

    /** Above 0, and more than it can have lasted. */
    private long now() {
        return nanoTime.getAsLong() - epoch;
    }

    /** It begins. Harmless if it lasts already. */
    public void begin() {
        if (state.get() >= 0) {
            long now = now();
            since.set(now);
            state.set(state.get() - now);
        }
    }

    /** It ends. Harmless if it does not last. */
    public void end() {
        if (state.get() < 0) {
            state.set(state.get() + now());
        }
    }

    /** How long it has lasted in all, in seconds. */
    public double seconds() {
        long seen = state.get();
        return (seen < 0 ? seen + now() : seen) / NANOS_PER_SECOND;
    }

    /** How long it has lasted this time, in seconds; 0 if it does not. */
    public double presentSeconds() {
        return state.get() < 0 ? (now() - since.get()) / NANOS_PER_SECOND : 0;
    }
}
