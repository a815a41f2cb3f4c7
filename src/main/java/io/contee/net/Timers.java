package io.contee.net;

import java.time.Duration;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** The timers of a loop, by deadline on the clock of {@link System#nanoTime}. The loop's thread calls it. */
final class Timers {

    private final PriorityQueue<Timer> queue = new PriorityQueue<>();

    Timer add(Duration delay, Runnable task) {
        Timer timer = new Timer(System.nanoTime() + delay.toNanos(), task);
        queue.add(timer);
        return timer;
    }

    /** Removes and returns a task that is due, or null if there is none. */
    @Nullable
    Runnable pollDue() {
        Timer first = queue.peek();
        while (first != null && (first.isCancelled() || first.deadline() - System.nanoTime() <= 0)) {
            queue.remove();
            if (!first.isCancelled()) {
                return first.task();
            }
            first = queue.peek();
        }
        return null;
    }

    /** Returns the time until the next timer is due; {@link Long#MAX_VALUE} if there is none. */
    long nanosToNext() {
        Timer first = queue.peek();
        return first == null ? Long.MAX_VALUE : Math.max(0, first.deadline() - System.nanoTime());
    }
}
