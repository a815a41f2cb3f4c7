package io.contee.net;

/** A scheduled task, see {@link EventLoop#schedule}. The loop's thread calls it. */
public final class Timer implements Comparable<Timer> {

    private final long deadline;
    private final Runnable task;
    private boolean cancelled;

    Timer(long deadline, Runnable task) {
        this.deadline = deadline;
        this.task = task;
    }

    long deadline() {
        return deadline;
    }

    Runnable task() {
        return task;
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** Cancels the task. */
    public void cancel() {
        cancelled = true;
    }

    @Override
    public int compareTo(Timer other) {
        return Long.compare(deadline - other.deadline, 0);
    }
}
