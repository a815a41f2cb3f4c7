package io.contee.testing;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another thread or process is about to do. The deadline is generous: only a failing test meets it. */
public final class Await {

    /** How long anything may take before a test fails. */
    public static final Duration LIMIT = Duration.ofSeconds(20);

    private static final long POLL_NANOS = Duration.ofMillis(2).toNanos();

    private Await() {}

    /** Returns when the condition holds, or fails the test and names it. */
    public static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + LIMIT.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}
