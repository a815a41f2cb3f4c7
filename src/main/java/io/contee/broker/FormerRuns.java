package io.contee.broker;

import io.contee.log.write.ConsoleLog;
import io.contee.model.ConteeException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The runs of domains that have ended but could not close their logs in time, because a disk hangs. Until these are
 * closed, the next run of the same domain must not open the same files. Any thread may call it.
 */
final class FormerRuns {

    private final Map<UUID, CompletableFuture<Void>> closing = new ConcurrentHashMap<>();

    /** Notes a run that completes {@code closed} when its logs are closed. */
    void add(UUID domain, CompletableFuture<Void> closed) {
        CompletableFuture<Void> all = closing.merge(domain, closed, CompletableFuture::allOf);
        var unused = all.whenComplete((nothing, failure) -> closing.remove(domain, all));
    }

    /** Returns an opener of a log that fails as long as a previous run of the domain may still write to it. */
    Supplier<ConsoleLog> guard(UUID domain, Supplier<ConsoleLog> opener) {
        return () -> {
            if (closing.containsKey(domain)) {
                throw new ConteeException("the previous run of its domain is still being written, as its disk hangs");
            }
            return opener.get();
        };
    }
}
