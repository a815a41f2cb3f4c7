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
 * Asks a disk, which may hang, in a thread of its own: one question at a time, so that there is one thread at most for
 * it however often it is asked. Any thread may call it.
 */
final class DiskQuery<T> {

    private static final Logger LOG = LoggerFactory.getLogger(DiskQuery.class);

    private final Duration limit;
    private final AtomicReference<@Nullable FutureTask<T>> current = new AtomicReference<>();

    /** @param limit how long to wait for an answer */
    DiskQuery(Duration limit) {
        this.limit = limit;
    }

    /**
     * Asks. While an earlier question has no answer yet, its answer is waited for in the place of this one's.
     *
     * @return empty if there is no answer in time
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
