package io.contee.cli;

import io.contee.model.DaemonThread;
import java.time.Duration;

/**
 * Runs what a command still writes when its process is ended by a signal. A terminal that is stopped, or a pipe that is
 * full, does not delay the end for longer than {@link #LIMIT}. Any thread may call it.
 */
final class AtExit {

    /** The longest time that an output which cannot be written delays the process's end. */
    static final Duration LIMIT = Duration.ofMillis(500);

    private AtExit() {}

    /** Runs a task in a thread of this name, and returns when it ends or the time is over. */
    static void run(String name, Runnable task) {
        try {
            DaemonThread.start(name, task).join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
