package io.contee.net;

/** A task to come, see {@link EventLoop#schedule}. The loop's thread calls it. */
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

    /** Makes the task not run. */
    public void cancel() {
        cancelled = true;
    }

    @Override
    public int compareTo(Timer other) {
        return Long.compare(deadline - other.deadline, 0);
    }
}
