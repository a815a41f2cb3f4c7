package io.contee.model;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Makes all of contee's threads. They do not keep the process from exiting, and a thread that fails is one entry in the
 * log instead of a stack trace on stderr. Any thread may call it.
 */
public final class DaemonThread {

    private static final long IDLE_SECONDS = 10;

    private DaemonThread() {}

    /** Returns a thread that has not started. */
    public static Thread of(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(DaemonThread::failed);
        return thread;
    }

    /** Starts a thread. */
    public static Thread start(String name, Runnable body) {
        Thread thread = of(name, body);
        thread.start();
        return thread;
    }

    /** Returns a factory of threads that all have the same name. */
    public static ThreadFactory factory(String name) {
        return body -> of(name, body);
    }

    /** Returns an executor with one thread, which exits while there is nothing to do. */
    public static ThreadPoolExecutor executor(String name) {
        return executor(name, Integer.MAX_VALUE);
    }

    /**
     * Returns an executor with one thread, which exits while there is nothing to do.
     *
     * @param maxWaiting how many tasks may wait; more are rejected
     */
    public static ThreadPoolExecutor executor(String name, int maxWaiting) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(maxWaiting), factory(name));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Returns an executor with one thread, which drops what is still delayed when it is shut down. */
    public static ScheduledThreadPoolExecutor scheduler(String name) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, factory(name));
        scheduler.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return scheduler;
    }

    /** The log is looked up only here: a command that never fails does not load it. */
    private static void failed(Thread thread, Throwable failure) {
        LoggerFactory.getLogger(DaemonThread.class)
                .error("internal error in the thread {}; please report this", thread.getName(), failure);
    }
}
