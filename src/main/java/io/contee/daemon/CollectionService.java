package io.contee.daemon;

import io.contee.collect.LogCollector;
import io.contee.collect.MemoryCollector;
import io.contee.config.CollectConfig;
import io.contee.config.ConteeConfig;
import io.contee.http.ChartHandler;
import io.contee.http.MemoryStatsServer;
import io.contee.http.MemoryTableHandler;
import io.contee.model.ConteeException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the daemon collects besides serving consoles, as far as it is told to. What cannot begin, as a directory cannot
 * be written or a port is in use, is told once and tried again: consoles are served all the same.
 */
public final class CollectionService implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CollectionService.class);
    private static final long RETRY_SECONDS = 30;

    private final ConteeConfig config;
    private final ScheduledExecutorService retries = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "contee-collect-start");
        thread.setDaemon(true);
        return thread;
    });
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private boolean closed;

    private CollectionService(ConteeConfig config) {
        this.config = config;
    }

    static CollectionService start(ConteeConfig config) {
        CollectionService service = new CollectionService(config);
        CollectConfig collect = config.collect();
        if (collect.logs().enabled()) {
            service.begin(() -> LogCollector.start(config), "");
        }
        if (collect.memory().enabled()) {
            service.begin(service::startMemory, "");
        }
        return service;
    }

    private AutoCloseable startMemory() {
        MemoryCollector collector = MemoryCollector.start(config);
        begin(() -> serve(config, collector), "");
        return collector;
    }

    /** Serves what is collected over HTTP. */
    public static MemoryStatsServer serve(ConteeConfig config, MemoryCollector collector) {
        MemoryStatsServer server = MemoryStatsServer.start(
                config.collect().httpAddress(),
                config.collect().httpPort(),
                List.of(new MemoryTableHandler(collector.table()), new ChartHandler()));
        LOG.info(
                "serving memory figures at http://{}:{}/ and /chart",
                config.collect().httpAddress(),
                server.port());
        return server;
    }

    /** @param told why it could not begin the last time */
    private void begin(Supplier<AutoCloseable> start, String told) {
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
        if (!failure.equals(told)) {
            LOG.warn("{}; it is tried again", failure);
        }
        String reason = failure;
        synchronized (running) {
            if (!closed) {
                var unused = retries.schedule(() -> begin(start, reason), RETRY_SECONDS, TimeUnit.SECONDS);
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
