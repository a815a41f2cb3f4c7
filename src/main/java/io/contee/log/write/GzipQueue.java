package io.contee.log.write;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The thread that compresses old files, one after the other; no guest's output waits for it. */
final class GzipQueue implements Executor {

    private static final long IDLE_SECONDS = 10;

    private final Executor thread = oneThread();

    private static Executor oneThread() {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "contee-gzip");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }
}
