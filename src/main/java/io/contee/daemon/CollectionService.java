package io.contee.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.collect.LogCollector;
import io.contee.collect.MemoryCollector;
import io.contee.config.CollectConfig;
import io.contee.config.ConteeConfig;
import io.contee.http.ChartHandler;
import io.contee.http.MemoryStatsServer;
import io.contee.http.MemoryTableHandler;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.net.ClientSlots;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the collectors that the configuration enables. One that cannot start, because a directory is not writable or a
 * port is in use, is logged once and tried again; consoles are served anyway.
 */
public final class CollectionService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CollectionService.class);
    private static final long RETRY_SECONDS = 30;

    private final ConteeConfig config;
    private final ClientSlots slots;
    private final ScheduledExecutorService retries = DaemonThread.scheduler("contee-collect-start");
    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    @GuardedBy("running")
    private boolean closed;

    private CollectionService(ConteeConfig config, ClientSlots slots) {
        this.config = config;
        this.slots = slots;
    }

    static CollectionService start(ConteeConfig config, ClientSlots slots) {
        CollectionService service = new CollectionService(config, slots);
        CollectConfig collect = config.collect();
        if (collect.logs().enabled()) {
            service.start(() -> LogCollector.start(config), "");
        }
        if (collect.memory().enabled()) {
            service.start(service::startMemory, "");
        }
        return service;
    }

    private AutoCloseable startMemory() {
        MemoryCollector collector = MemoryCollector.start(config);
        start(() -> serve(config, collector, slots), "");
        return collector;
    }

    /** Serves the collected figures over HTTP, in a process that does nothing else. */
    public static MemoryStatsServer serve(ConteeConfig config, MemoryCollector collector) {
        return serve(config, collector, ClientSlots.ofProcess(() -> 0));
    }

    private static MemoryStatsServer serve(ConteeConfig config, MemoryCollector collector, ClientSlots slots) {
        MemoryStatsServer server = MemoryStatsServer.start(
                config.collect().httpAddress(),
                config.collect().httpPort(),
                slots,
                List.of(new MemoryTableHandler(collector.table()), new ChartHandler()));
        LOG.info(
                "serving memory figures at http://{}:{}/ and /chart",
                config.collect().httpAddress(),
                server.port());
        return server;
    }

    /** @param logged why it could not start the last time */
    private void start(Supplier<AutoCloseable> start, String logged) {
        String failure;
        try {
            AutoCloseable started = start.get();
            synchronized (running) {
                if (!closed) {
                    running.push(started);
                    return;
                }
            }
            close(started);
            return;
        } catch (ConteeException e) {
            failure = e.getMessage();
        }
        if (!failure.equals(logged)) {
            LOG.warn("{}; trying again", failure);
        }
        String reason = failure;
        synchronized (running) {
            if (!closed) {
                var unused = retries.schedule(() -> start(start, reason), RETRY_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    private static void close(AutoCloseable started) {
        try {
            started.close();
        } catch (Exception e) { // as AutoCloseable declares it
            LOG.warn("{}", ConteeException.reason(e));
        }
    }

    @Override
    public void close() {
        retries.shutdownNow();
        synchronized (running) {
            closed = true;
            running.forEach(CollectionService::close);
            running.clear();
        }
    }
}
