package io.contee.collect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.config.CollectConfig;
import io.contee.config.ConteeConfig;
import io.contee.libvirt.GuestMemory;
import io.contee.libvirt.MemoryFigures;
import io.contee.libvirt.MemorySampler;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds the memory figures of all running guests to a table at regular intervals, in a separate thread. */
public final class MemoryCollector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MemoryCollector.class);

    /** The time within which guests must answer before they are considered hung. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(1);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(3);

    private final Supplier<List<MemoryFigures>> sampler;
    private final Function<String, String> namespaceOf;
    private final Optional<String> namespace;
    private final Duration interval;
    private final MemoryTable table;
    private final InstantSource clock;
    private final AutoCloseable resources;
    private final DataFailure sampling = new DataFailure(LOG);
    private final DataFailure writing = new DataFailure(LOG);
    private final DataFailure none = new DataFailure(LOG);
    private final Thread thread = DaemonThread.of("contee-collect-memory", this::run);
    private final Object monitor = new Object();
    private final SampleTiming timing = new SampleTiming();
    private volatile List<MemoryFigures> latest = List.of();

    @GuardedBy("monitor")
    private boolean closed;

    /**
     * Makes a collector that collects on each call of {@link #collect()}.
     *
     * @param sampler returns the current figures of all guests, or throws a {@link ConteeException}
     * @param namespaceOf returns the namespace of a guest by name
     * @param resources closed with the collector
     */
    MemoryCollector(
            CollectConfig config,
            Supplier<List<MemoryFigures>> sampler,
            Function<String, String> namespaceOf,
            InstantSource clock,
            AutoCloseable resources) {
        this.sampler = sampler;
        this.namespaceOf = namespaceOf;
        this.namespace = config.namespace();
        this.interval = config.memory().interval();
        this.table = new MemoryTable(
                config.dataDir(),
                config.memory().maxSize().bytes(),
                config.memory().maxFiles());
        this.clock = clock;
        this.resources = resources;
    }

    /**
     * Starts collecting in the background.
     *
     * @throws ConteeException if the directory cannot be used, or another process collects into it
     */
    public static MemoryCollector start(ConteeConfig config) {
        CollectConfig collect = config.collect();
        DataLock lock = DataLock.acquire(collect.dataDir(), "memstats");
        Duration limit = collect.memory().interval().compareTo(ANSWER_LIMIT) < 0
                ? collect.memory().interval()
                : ANSWER_LIMIT;
        GuestMemory memory = new GuestMemory(config.guests().pidDir());
        MemorySampler sampler = new MemorySampler(config.libvirtUri(), limit, memory::residentBytes);
        GuestSources guests = new GuestSources(config, collect.namespace());
        MemoryCollector collector =
                new MemoryCollector(collect, sampler::sample, guests::namespaceOf, InstantSource.system(), () -> {
                    try (lock) {
                        sampler.close();
                    }
                });
        LOG.info("collecting memory figures into {} every {} s", collect.dataDir(), collector.interval.toSeconds());
        collector.thread.start();
        return collector;
    }

    /** Returns the table of collected figures. */
    public MemoryTable table() {
        return table;
    }

    /** Returns the figures that were collected last. */
    public List<MemoryFigures> latest() {
        return latest;
    }

    private void run() {
        long next = System.nanoTime();
        do {
            collect();
            next = Math.max(System.nanoTime(), next + interval.toNanos());
        } while (pause(next));
    }

    /** Collects once. */
    void collect() {
        Instant now = clock.instant();
        List<MemoryRow> rows;
        try {
            long start = System.nanoTime();
            latest = sampler.get();
            timing.add(System.nanoTime() - start, latest.size());
            rows = latest.stream()
                    .map(figures -> new MemoryRow(now, namespace(figures.name()), figures))
                    .filter(row -> namespace.isEmpty() || namespace.get().equals(row.namespace()))
                    .toList();
            sampling.over("memory figures are available");
        } catch (RuntimeException e) {
            latest = List.of();
            sampling.report("cannot collect memory figures: " + ConteeException.reason(e) + "; it is tried again");
            return;
        }
        if (rows.isEmpty() && namespace.isPresent()) {
            none.report("no guest of namespace '" + namespace.get() + "' runs; " + latest.size() + " of others do");
        } else {
            none.over("guests of the namespace run");
        }
        try {
            table.append(rows);
            writing.over("memory figures are written");
        } catch (IOException e) {
            writing.report(
                    "cannot write the table of memory figures: " + DataFailure.reason(e) + "; it is tried again");
        }
    }

    private String namespace(String guest) {
        try {
            return namespaceOf.apply(guest);
        } catch (ConteeException e) {
            LOG.debug("{}", e.getMessage());
            return "";
        }
    }

    /** Waits for a time of {@link System#nanoTime}; returns false when the collector is closed. */
    private boolean pause(long until) {
        synchronized (monitor) {
            for (long left = left(until); !closed && left > 0; left = left(until)) {
                try {
                    monitor.wait(left);
                } catch (InterruptedException e) {
                    return false;
                }
            }
            return !closed;
        }
    }

    private static long left(long until) {
        return Duration.ofNanos(until - System.nanoTime() + 999_999).toMillis();
    }

    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            monitor.notifyAll();
        }
        try (table;
                resources) {
            thread.join(CLOSE_LIMIT.toMillis());
            LOG.info("{}", timing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) { // as AutoCloseable declares it
            throw new ConteeException("cannot end the collecting of memory figures: " + ConteeException.reason(e), e);
        }
    }
}
