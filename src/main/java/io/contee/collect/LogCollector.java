package io.contee.collect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.config.CollectConfig;
import io.contee.config.ConteeConfig;
import io.contee.log.AtomicFile;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.model.Layout.DataDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the logs of all guests when a window is over, in a separate thread, and missed windows immediately. A guest
 * whose logs cannot be collected does not affect others, and is retried.
 */
public final class LogCollector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogCollector.class);

    /** The longest delay with which a line is written to a log: contee holds a partial line for a second. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration RETRY = Duration.ofMinutes(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Path dataDir;
    private final Optional<String> namespace;
    private final CollectConfig.Logs settings;
    private final Windows windows;
    private final GuestSources sources;
    private final InstantSource clock;
    private final DataLock lock;
    private final Instant begin;
    private final Map<String, DataFailure> failures = new HashMap<>();
    private final DataFailure namespaceFailure = new DataFailure(LOG);
    private final DataFailure failure = new DataFailure(LOG);
    private final Thread thread = DaemonThread.of("contee-collect-logs", this::run);
    private final Object monitor = new Object();

    @GuardedBy("monitor")
    private boolean closed;

    private LogCollector(ConteeConfig config, InstantSource clock, DataLock lock) throws IOException {
        CollectConfig collect = config.collect();
        this.dataDir = collect.dataDir();
        this.namespace = collect.namespace();
        this.settings = collect.logs();
        this.windows = new Windows(settings.every());
        this.sources = new GuestSources(config, namespace);
        this.clock = clock;
        this.lock = lock;
        this.begin = begin();
    }

    /**
     * Makes a collector that collects on each call of {@link #collect()}.
     *
     * @throws ConteeException if the directory cannot be used, or another process collects into it
     */
    static LogCollector open(ConteeConfig config, InstantSource clock) {
        Path dataDir = config.collect().dataDir();
        DataLock lock = DataLock.acquire(dataDir, "logs");
        try {
            return new LogCollector(config, clock, lock);
        } catch (IOException e) {
            try (lock) {
                throw new ConteeException("cannot collect logs into " + dataDir + ": " + DataFailure.reason(e), e);
            }
        }
    }

    /**
     * Starts collecting in the background.
     *
     * @throws ConteeException if the directory cannot be used, or another process collects into it
     */
    public static LogCollector start(ConteeConfig config) {
        LogCollector collector = open(config, InstantSource.system());
        LOG.info(
                "collecting logs into {} every {}",
                collector.dataDir,
                collector.settings.every().toString().substring(2).toLowerCase(java.util.Locale.ROOT));
        collector.thread.start();
        return collector;
    }

    /** Returns the start of the first window that is collected here: the last one that was over at the first start. */
    private Instant begin() throws IOException {
        Path file = new DataDir(dataDir).begin();
        try {
            Instant known = Instant.parse(Files.readString(file).strip());
            if (!known.isAfter(lastEnd())) { // otherwise the clock was set back since
                return known;
            }
        } catch (NoSuchFileException | DateTimeException e) {
            LOG.debug("collecting begins now: {}", e.getMessage());
        }
        Instant first = lastEnd().minus(settings.every());
        AtomicFile.replace(file, (first + "\n").getBytes(StandardCharsets.US_ASCII), WindowFiles.MODE);
        return first;
    }

    /** Returns the end of the last window that is over. */
    private Instant lastEnd() {
        return windows.startOf(clock.instant().minus(GRACE));
    }

    private void run() {
        boolean done = collect();
        while (pause(done)) {
            done = collect();
        }
    }

    /**
     * Collects the windows that are over.
     *
     * @return false if something could not be collected, and should be retried
     */
    boolean collect() {
        Instant end = lastEnd();
        boolean done = true;
        int files = 0;
        try {
            List<String> guests = sources.guests();
            reportIfNone(guests);
            for (String guest : guests) {
                int written = collect(guest, end);
                done &= written >= 0;
                files += Math.max(0, written);
            }
            new Retention(dataDir, settings).apply(clock.instant(), guests);
            failure.over("logs are collected");
        } catch (IOException | RuntimeException e) {
            failure.report("cannot collect logs: " + reason(e));
            done = false;
        }
        if (files > 0) {
            LOG.info("collected {} files up to {}", files, end);
        }
        return done;
    }

    /** Returns the number of files written; -1 if that failed. */
    private int collect(String guest, Instant end) {
        DataFailure ofGuest = failures.computeIfAbsent(guest, name -> new DataFailure(LOG));
        try {
            int files = new GuestCollector(new DataDir(dataDir).guest(guest), begin, windows, settings)
                    .collect(sources.of(guest), end);
            ofGuest.over("the logs of guest " + guest + " are collected");
            return files;
        } catch (IOException | RuntimeException e) { // a failure of one guest must not affect the others
            ofGuest.report("cannot collect the logs of guest " + guest + ": " + reason(e) + "; it is tried again");
            return -1;
        }
    }

    private static String reason(Exception e) {
        return e instanceof IOException io ? DataFailure.reason(io) : ConteeException.reason(e);
    }

    private void reportIfNone(List<String> guests) {
        if (guests.isEmpty() && namespace.isPresent()) {
            namespaceFailure.report("no guest of namespace '" + namespace.get() + "' has left a log yet; there are "
                    + (sources.namespaces().isEmpty()
                            ? "none of any"
                            : "some of " + String.join(", ", sources.namespaces())));
        } else {
            namespaceFailure.over("guests are found");
        }
    }

    /** Waits until the next window is over, or it is time to retry; returns false when the collector is closed. */
    private boolean pause(boolean done) {
        Instant now = clock.instant();
        Duration next = Duration.between(now, lastEnd().plus(settings.every()).plus(GRACE));
        long millis = (done || next.compareTo(RETRY) < 0 ? next : RETRY).toMillis() + 1;
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        synchronized (monitor) {
            long left = millis;
            while (!closed && left > 0) {
                try {
                    monitor.wait(left);
                } catch (InterruptedException e) {
                    return false;
                }
                left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            }
            return !closed;
        }
    }

    /** Stops after the current collection. */
    @Override
    public void close() {
        synchronized (monitor) {
            closed = true;
            monitor.notifyAll();
        }
        try (lock) {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
