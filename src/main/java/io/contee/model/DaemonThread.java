package io.contee.model;

import java.util.concurrent.ThreadFactory;

/** Makes threads that do not keep the process from exiting. Any thread may call it. */
public final class DaemonThread {

    private DaemonThread() {}

    /** Returns a thread that has not started. */
    public static Thread of(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
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
}
