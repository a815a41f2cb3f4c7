package io.contee.broker;

import io.contee.model.DaemonThread;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queries a disk, which may hang, in a separate thread: one query at a time, and therefore at most one thread however
 * often it is called. Any thread may call it.
 */
final class DiskQuery<T> {

    private static final Logger LOG = LoggerFactory.getLogger(DiskQuery.class);

    private final Duration limit;
    private final AtomicReference<@Nullable FutureTask<T>> current = new AtomicReference<>();

    /** @param limit the maximum time to wait for an answer */
    DiskQuery(Duration limit) {
        this.limit = limit;
    }

    /**
     * Starts a query, or joins an earlier one that has not been answered yet, and waits for the answer.
     *
     * @return empty without an answer in time
     */
    Optional<T> ask(Supplier<T> question) {
        FutureTask<T> mine = new FutureTask<>(question::get);
        FutureTask<T> asked = current.updateAndGet(former -> former == null || former.isDone() ? mine : former);
        if (asked == mine) {
            DaemonThread.start("contee-disk-query", mine);
        }
        try {
            return Optional.of(asked.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            LOG.error("a question to a disk failed", e);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
