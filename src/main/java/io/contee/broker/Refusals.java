package io.contee.broker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * The refusals at one socket. Repeated connections are rate-limited: after refusals, the socket does not accept
 * connections for a while, and not every refusal is logged. The socket's loop calls it.
 */
final class Refusals {

    static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final long TOLD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private long toldAt;
    private boolean told;
    private long untold;
    private Duration pause = Duration.ZERO;

    /** @param nanoTime a clock that is never set, {@link System#nanoTime} */
    Refusals(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes a refusal, and logs it unless one was logged less than a minute ago. */
    void add(Logger log, String message) {
        long now = nanoTime.getAsLong();
        pause = pause.isZero() ? FIRST_PAUSE : min(pause.multipliedBy(2), LONGEST_PAUSE);
        if (told && now - toldAt < TOLD_NANOS) {
            untold++;
            return;
        }
        log.warn("{}{}", message, untold == 0 ? "" : ", and " + untold + " more in the time before");
        told = true;
        toldAt = now;
        untold = 0;
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** Begins a turn of accepting connections. */
    void begin() {
        pause = Duration.ZERO;
    }

    /**
     * Returns the time for which no connection is to be accepted after this turn: the more were refused, the longer.
     */
    Duration pause() {
        return pause;
    }
}
