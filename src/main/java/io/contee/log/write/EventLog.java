package io.contee.log.write;

import io.contee.log.GuestDirs;
import io.contee.log.RotatedNames;
import io.contee.log.ServedConsoles;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.model.DomainEvent;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.Layout.GuestDir;
import io.contee.model.LogFileMode;
import io.contee.model.ServedConsole;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Logs the events of each domain as lines of JSON in {@code events.jsonl} in its directory, with one older file {@code .0}, and
 * beside it the domain's consoles, see {@link ServedConsoles}. A separate thread writes. Events that come faster than
 * the disk accepts them are dropped, and counted in contee's own log.
 */
public final class EventLog implements DomainJournal, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final int MAX_WAITING = 4096;
    private static final Duration PAUSE_LIMIT = Duration.ofSeconds(1);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final GuestDirs dirs;
    private final FileAccess access;
    private final long maxBytes;
    private final InstantSource clock;
    private final ThreadPoolExecutor writer;
    private final AtomicLong dropped = new AtomicLong();
    private final ReentrantLock writing = new ReentrantLock();
    private boolean failing;

    /**
     * Makes an event log.
     *
     * @param dirs the directories of the guests
     * @param mode the mode and owner of new files
     * @param maxBytes the limit of a domain's file; the older one has the same limit
     */
    public EventLog(GuestDirs dirs, LogFileMode mode, long maxBytes, InstantSource clock) {
        this.dirs = dirs;
        this.access = new FileAccess(mode);
        this.maxBytes = maxBytes;
        this.clock = clock;
        this.writer = DaemonThread.executor("contee-events", MAX_WAITING);
        writer.setRejectedExecutionHandler((task, executor) -> dropped.incrementAndGet());
    }

    @Override
    public void note(DomainId domain, Supplier<DomainEvent> event) {
        Instant time = clock.instant();
        writer.execute(() -> attempt(domain, () -> append(domain, line(time, event.get()))));
    }

    @Override
    public void serves(ServedConsole console) {
        DomainId domain = console.console().domain();
        writer.execute(() -> attempt(domain, () -> add(console)));
    }

    private void add(ServedConsole console) throws IOException {
        GuestDir dir = dirs.of(console.console().domain());
        GuestDir named = dirs.named(console.console().domain().name());
        ServedConsoles.add(dir, dir.equals(named) ? console : ServedConsoles.moved(dir, console, named));
    }

    @Override
    public void pause(Runnable change) {
        try {
            if (!writing.tryLock(PAUSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ConteeException("events of domains are being written: the disk of " + dirs + " hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConteeException("interrupted while events of domains are being written", e);
        }
        try {
            change.run();
        } finally {
            writing.unlock();
        }
    }

    private interface Writing {
        void run() throws IOException;
    }

    private void attempt(DomainId domain, Writing task) {
        writing.lock(); // a directory does not move between its search and the writing
        try {
            task.run();
            failing = false;
            long lost = dropped.getAndSet(0);
            if (lost > 0) {
                LOG.warn("{} events of domains were not noted: they came too fast", lost);
            }
        } catch (IOException | RuntimeException e) { // the guests are worth more than their events
            if (!failing) {
                LOG.warn("cannot note events of domain {}: {}", domain, ConteeException.reason(path(domain), asIo(e)));
            }
            failing = true;
        } finally {
            writing.unlock();
        }
    }

    private static IOException asIo(Exception e) {
        return e instanceof IOException io ? io : new IOException(ConteeException.reason(e), e);
    }

    private Path path(DomainId domain) {
        return dirs.of(domain).events();
    }

    private static byte[] line(Instant time, DomainEvent event) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
        fields.put("event", event.kind().toString());
        event.console().ifPresent(alias -> fields.put("console", alias));
        fields.putAll(event.details());
        byte[] json = JSON.writeValueAsBytes(fields);
        byte[] line = new byte[json.length + 1];
        System.arraycopy(json, 0, line, 0, json.length);
        line[json.length] = '\n';
        return line;
    }

    private void append(DomainId domain, byte[] line) throws IOException {
        Path file = path(domain);
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) + line.length > maxBytes) {
            Path older = new RotatedNames(file).numbered(0);
            Files.deleteIfExists(older);
            Files.move(file, older);
        }
        FileAccess.refuseSpecialFile(file);
        try (FileChannel channel = access.open(file)) {
            if (isTorn(file, channel.size())) {
                write(channel, new byte[] {'\n'});
            }
            write(channel, line);
        }
    }

    /** Returns whether a crash or a full disk has left a line without its end. */
    private static boolean isTorn(Path file, long size) throws IOException {
        if (size == 0) {
            return false;
        }
        try (FileChannel reading = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reading.read(last, size - 1) == 1 && last.get(0) != '\n';
        }
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    /** Writes the pending events. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("events of domains are still being written: the disk of {} hangs", dirs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
