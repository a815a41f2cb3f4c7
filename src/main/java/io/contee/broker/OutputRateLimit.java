package io.contee.broker;

import java.util.concurrent.TimeUnit;

/**
 * Notices when a guest prints, since something was typed, more than a serial line carries, and than a pty holds: QEMU has
 * then written there since, and so read what was typed.
 */
final class OutputRateLimit {

    private static final long BYTES_PER_SECOND = 16 << 10;
    private static final long BURST_BYTES = 32 << 10;

    private double level;
    private long at = System.nanoTime();

    /** Begins anew, as something was typed. */
    void begin() {
        level = 0;
    }

    /** Counts output, and returns whether it is too much. */
    boolean takes(int bytes) {
        long now = System.nanoTime();
        double drained = (now - at) / (double) TimeUnit.SECONDS.toNanos(1) * BYTES_PER_SECOND;
        at = now;
        level = Math.max(0, level - drained) + bytes;
        return level > BURST_BYTES;
    }
}
