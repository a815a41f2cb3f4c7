package io.contee.net;

import java.time.Duration;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** A scheduled task, see {@link EventLoop#schedule}. The loop's thread calls it. */
public final class Timer implements Comparable<Timer> {

    private final long deadline;
    private final Runnable task;
    private boolean cancelled;

    private Timer(long deadline, Runnable task) {
        this.deadline = deadline;
        this.task = task;
    }

    /** Cancels the task. */
    public void cancel() {
        cancelled = true;
    }

    @Override
    public int compareTo(Timer other) {
        return Long.compare(deadline - other.deadline, 0);
    }

    /** The timers of a loop, by deadline on the clock of {@link System#nanoTime}. The loop's thread calls it. */
    static final class Queue {

        private final PriorityQueue<Timer> timers = new PriorityQueue<>();

        Timer add(Duration delay, Runnable task) {
            Timer timer = new Timer(System.nanoTime() + delay.toNanos(), task);
            timers.add(timer);
            return timer;
        }

        /** Removes and returns a task that is due, or null if there is none. */
        @Nullable
        Runnable pollDue() {
            Timer first = timers.peek();
            while (first != null && (first.cancelled || first.deadline - System.nanoTime() <= 0)) {
                timers.remove();
                if (!first.cancelled) {
                    return first.task;
                }
                first = timers.peek();
            }
            return null;
        }

        /** Returns the time until the next timer is due; {@link Long#MAX_VALUE} if there is none. */
        long nanosToNext() {
            Timer first = timers.peek();
            return first == null ? Long.MAX_VALUE : Math.max(0, first.deadline - System.nanoTime());
        }
    }
}
