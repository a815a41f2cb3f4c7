package io.contee.broker;

import io.contee.model.ConteeException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Waits for consoles to be closed, which disks that hang may delay indefinitely. */
final class Shutdown {

    /** The longest time for a domain's consoles to write what is left and to close. */
    static final Duration LIMIT = Duration.ofSeconds(6);

    private Shutdown() {}

    /** Returns a future that completes when all have. */
    static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> endings) {
        return CompletableFuture.allOf(endings.toArray(CompletableFuture<?>[]::new));
    }

    /**
     * Returns whether a future completes in time.
     *
     * @throws ConteeException if it fails
     */
    static boolean within(Duration limit, CompletableFuture<Void> ending) {
        try {
            ending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new ConteeException("cannot close consoles: " + ConteeException.reason(e), e);
        }
    }
}
