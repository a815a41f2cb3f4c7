package io.contee.broker;

import java.util.concurrent.TimeUnit;

/**
 * Detects that a guest, since something was typed, prints more than a serial line carries and more than a pty holds:
 * QEMU has then written to the pty since, and thus read what was typed.
 */
final class OutputRateLimit {

    private static final long BYTES_PER_SECOND = 16 << 10;
    private static final long BURST_BYTES = 32 << 10;

    private double level;
    private long at = System.nanoTime();

    /** Resets the count, as something was typed. */
    void begin() {
        level = 0;
    }

    /** Counts output, and returns whether the limit is exceeded. */
    boolean takes(int bytes) {
        long now = System.nanoTime();
        double drained = (now - at) / (double) TimeUnit.SECONDS.toNanos(1) * BYTES_PER_SECOND;
        at = now;
        level = Math.max(0, level - drained) + bytes;
        return level > BURST_BYTES;
    }
}
