package io.contee.collect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Locale;

/** Measures the time of asking all guests for their memory. Any thread may read its text. */
final class SampleTiming {

    private static final double MILLI = 1e6;

    @GuardedBy("this")
    private long samples;

    @GuardedBy("this")
    private long totalNanos;

    @GuardedBy("this")
    private long last;

    @GuardedBy("this")
    private int guests;

    synchronized void add(long nanos, int askedGuests) {
        samples++;
        totalNanos += nanos;
        last = nanos;
        guests = askedGuests;
    }

    @Override
    public synchronized String toString() {
        return samples == 0
                ? "no guest was asked for its memory"
                : String.format(
                        Locale.ROOT,
                        "guests were asked for their memory %d times, in %.0f ms on average; the last time %d in %.0f ms",
                        samples,
                        totalNanos / MILLI / samples,
                        guests,
                        last / MILLI);
    }
}
