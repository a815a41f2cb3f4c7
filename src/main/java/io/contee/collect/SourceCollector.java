package io.contee.collect;

import io.contee.config.CollectConfig;
import io.contee.log.format.LogRecord;
import io.contee.log.read.LogCursor;
import io.contee.model.NotFoundException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects one source of one guest, from the place in its state to the end of the last window that is over. A record is
 * in the window for its time or, if it was written after that window was collected, in the next one: the place in the
 * log decides, and no record is left out or collected twice.
 */
final class SourceCollector implements Closeable {

    private static final Logger LOG = LoggerFactory.getLogger(SourceCollector.class);

    private final Path directory;
    private final LogSource source;
    private final GuestState state;
    private final Windows windows;
    private final CollectConfig.Logs settings;
    private final Instant end;
    private final List<PartReader> parts = new ArrayList<>();
    private final Map<String, LogCursor> cursors;

    /**
     * Makes a collector.
     *
     * @param directory the guest's directory
     * @param end the end of the last window that is over
     */
    SourceCollector(
            Path directory,
            LogSource source,
            GuestState state,
            Windows windows,
            CollectConfig.Logs settings,
            Instant end) {
        this.directory = directory;
        this.source = source;
        this.state = state;
        this.windows = windows;
        this.settings = settings;
        this.end = end;
        this.cursors = new HashMap<>(state.of(source.name()).cursors());
    }

    private void open(LogPart part) throws IOException {
        SourceState known = state.of(source.name());
        try {
            Instant future = windows.endOf(end).plus(LogCollector.GRACE);
            parts.add(new PartReader(part, part.open(known.cursor(part), known.until()), future));
            if (!part.key().equals(part.log().toString())) {
                cursors.remove(part.log().toString()); // it will be another guest's log
            }
        } catch (NotFoundException e) {
            LOG.debug("{} of {}: {}", source.name(), directory.getFileName(), e.getMessage());
        }
    }

    /**
     * Collects the source; called once.
     *
     * @return the number of files written
     */
    int collect() throws IOException {
        for (LogPart part : source.parts()) {
            open(part);
        }
        int files = 0;
        for (Optional<LogRecord> next = first(); next.isPresent(); next = first()) {
            collectWindow(next.get());
            files++;
        }
        drainNotices().forEach(this::warn);
        SourceState done = state.of(source.name());
        state.put(source.name(), new SourceState(later(end, done.until()), cursors(), Optional.empty()));
        return files;
    }

    /** Returns the earliest next record of the windows that are over. */
    private Optional<LogRecord> first() {
        return parts.stream()
                .filter(part -> part.hasBefore(end))
                .flatMap(part -> part.head().stream())
                .min((one, other) -> one.time().compareTo(other.time()));
    }

    private void collectWindow(LogRecord first) throws IOException {
        // A record without a time, or with a wrong one, belongs to the last window.
        Instant time = first.hasTime() && first.time().isBefore(end) ? first.time() : end.minusNanos(1);
        Instant start = later(windows.startOf(time), state.of(source.name()).until());
        Instant windowEnd = start.isBefore(end) ? earlier(windows.endOf(start), end) : end;
        Path file = directory.resolve(WindowFiles.name(source, start, settings.gzip()));
        try (WindowWriter writer =
                new WindowWriter(file, settings.gzip(), settings.timestamps() && source.isConsole())) {
            for (PartReader part : parts) {
                report(part, writer);
                while (part.hasBefore(windowEnd)) {
                    writer.write(part.head().orElseThrow());
                    part.advance();
                    report(part, writer);
                }
            }
            writer.complete();
        }
        state.put(
                source.name(),
                new SourceState(
                        windowEnd, cursors(), Optional.of(file.getFileName().toString())));
        WindowWriter.name(file);
    }

    private Map<String, LogCursor> cursors() {
        parts.forEach(part -> part.cursor().ifPresent(cursor -> cursors.put(part.key(), cursor)));
        return cursors;
    }

    private void report(PartReader part, WindowWriter writer) throws IOException {
        for (String notice : part.drainNotices()) {
            warn(notice);
            if (source.isText()) {
                writer.report(notice);
            }
        }
    }

    private List<String> drainNotices() {
        return parts.stream().flatMap(part -> part.drainNotices().stream()).toList();
    }

    private void warn(String notice) {
        LOG.warn("{} of guest {}: {}", source.name(), directory.getFileName(), notice);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    @Override
    public void close() throws IOException {
        for (PartReader part : parts) {
            part.close();
        }
    }
}
