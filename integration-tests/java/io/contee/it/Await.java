package io.contee.it;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, and fails with what was seen last when it does not come true in time. */
final class Await {

    /** Far more than anything here takes on a busy machine. */
    static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Duration INTERVAL = Duration.ofMillis(50);

    private Await() {}

    static void until(String what, BooleanSupplier condition, Supplier<String> seen) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "not within " + LIMIT.toSeconds() + " s: " + what + "; seen last: " + seen.get());
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
    }
}
