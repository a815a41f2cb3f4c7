package io.contee.net;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The time for which one thread serves a loop: until the loop is closed, or until it is relieved because its work
 * blocks. What only that thread uses hangs on it, so that its successor never shares a buffer with it.
 */
final class LoopTenure {

    private enum State {
        SERVING,
        BLOCKED,
        RELIEVED
    }

    final IoBuffer scratch;
    final Epoll.Batch batch = new Epoll.Batch();
    private final AtomicReference<State> state = new AtomicReference<>(State.SERVING);
    private volatile long blockedSince;
    private @Nullable BlockingWork work;
    private volatile @Nullable Thread thread;

    LoopTenure(int scratchBytes) {
        scratch = new IoBuffer(scratchBytes);
    }

    /** Begins it, with the calling thread. */
    void begins() {
        thread = Thread.currentThread();
    }

    /** Returns whether the calling thread serves the loop. Any thread may call it. */
    boolean isMine() {
        return thread == Thread.currentThread() && isServing();
    }

    /** Enters blocking work. The serving thread calls it. */
    void begin(BlockingWork begun) {
        work = begun;
        blockedSince = System.nanoTime();
        state.set(State.BLOCKED);
    }

    /** Leaves blocking work, and returns whether the thread still serves the loop. The serving thread calls it. */
    boolean end() {
        return state.compareAndSet(State.BLOCKED, State.SERVING);
    }

    /** Returns whether the thread has not been relieved; if it has, it leaves the loop alone. */
    boolean isServing() {
        return state.get() != State.RELIEVED;
    }

    boolean isBlocked() {
        return state.get() == State.BLOCKED;
    }

    boolean isBlockedFor(long nanos) {
        return isBlocked() && System.nanoTime() - blockedSince > nanos;
    }

    /**
     * Ends the tenure if its thread has been blocked for longer than the limit, and returns whether it was the caller
     * who ended it. A thread that is ready to succeed it calls this.
     */
    boolean relieve(long limitNanos) {
        return isBlockedFor(limitNanos) && state.compareAndSet(State.BLOCKED, State.RELIEVED);
    }

    /** The work that the relieved thread is in. */
    BlockingWork work() {
        BlockingWork relieved = work;
        if (relieved == null) {
            throw new IllegalStateException("never in blocking work");
        }
        return relieved;
    }
}
