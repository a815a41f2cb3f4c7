package io.contee.net;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The period for which one thread serves a loop: until the loop is closed, or until the thread is relieved because its
 * work blocks. It holds the buffers of that thread, which its successor therefore never shares.
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

    /** Begins the tenure of the calling thread. */
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

    /** Returns whether the thread has not been relieved; a relieved thread does not touch the loop any more. */
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
     * Ends the tenure if its thread has been blocked for longer than the limit, and returns whether this call ended it.
     * A thread that is ready to succeed calls it.
     */
    boolean relieve(long limitNanos) {
        return isBlockedFor(limitNanos) && state.compareAndSet(State.BLOCKED, State.RELIEVED);
    }

    /** Returns the work that blocks the relieved thread. */
    BlockingWork work() {
        BlockingWork relieved = work;
        if (relieved == null) {
            throw new IllegalStateException("never in blocking work");
        }
        return relieved;
    }
}
