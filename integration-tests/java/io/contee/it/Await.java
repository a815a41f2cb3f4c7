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
        if (!holdsWithin(LIMIT, condition)) {
            throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what + "; seen last: " + seen.get());
        }
    }

    /** Waits for a condition, and tells whether it came true in time. */
    static boolean holdsWithin(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
        return true;
    }
}
