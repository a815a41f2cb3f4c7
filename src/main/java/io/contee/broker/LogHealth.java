package io.contee.broker;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The state of a log that can fail, and the times of retries after a failure: after 1 s, 2 s, 4 s, and so on to 30 s. Apart from
 * {@link LogSink}, which does the writing. The thread that writes the log calls it, except {@link #fault}.
 */
final class LogHealth {

    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final LongSupplier nanoTime;
    private State state = State.WORKING;
    private long retryAt;
    private long retryNanos;
    private long markedAt;
    private volatile Optional<String> fault = Optional.empty();

    private enum State {
        WORKING,
        /** Writing has failed, and is retried from time to time. */
        FAILED,
        /**
         * The gap has been marked since the failure, but no output written: a full disk may have room for the mark
         * only.
         */
        MARKED
    }

    /** @param nanoTime the clock of the retries, which is never set */
    LogHealth(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Returns whether writing has not failed since output was last written. */
    boolean isWorking() {
        return state == State.WORKING;
    }

    /** Returns whether the last writing has failed. */
    boolean hasFailed() {
        return state == State.FAILED;
    }

    /** Returns whether the log works, or a retry is due. */
    boolean isTimeToWrite() {
        return state != State.FAILED || nanoTime.getAsLong() - retryAt >= 0;
    }

    /** Notes that guest output was written. */
    void written() {
        state = State.WORKING;
        retryNanos = 0;
        fault = Optional.empty();
    }

    /**
     * Notes that nothing but the gap's mark was written.
     *
     * @return whether nothing has failed since the mark for the longest interval between retries
     */
    boolean marked() {
        if (state == State.FAILED) {
            state = State.MARKED;
            markedAt = nanoTime.getAsLong();
        }
        return state == State.MARKED && nanoTime.getAsLong() - markedAt >= LAST_RETRY_NANOS;
    }

    /** Notes a failure, and when to retry. */
    void failed(String reason) {
        fault = Optional.of(reason);
        state = State.FAILED;
        retryNanos = retryNanos == 0 ? FIRST_RETRY_NANOS : Math.min(2 * retryNanos, LAST_RETRY_NANOS);
        retryAt = nanoTime.getAsLong() + retryNanos;
    }

    /** Returns why the log cannot be written; empty while it can, as far as known. Any thread may call it. */
    Optional<String> fault() {
        return fault;
    }
}
