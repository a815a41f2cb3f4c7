package io.contee.collect;

import io.contee.log.PodLogPath;
import io.contee.log.read.LogCursor;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.Layout.GuestDir;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * A log that is collected.
 *
 * @param kind the kind of log
 * @param log its current file; for a pod log, that of any attempt
 * @param key distinguishes the log from others; it is the same for all attempts, and wherever the log is moved
 */
record LogPart(Kind kind, Path log, String key) {

    enum Kind {
        POD,
        RAW,
        QEMU,
        EVENTS
    }

    /** A log that is known by its place. */
    static LogPart at(Kind kind, Path log) {
        return new LogPart(
                kind,
                log,
                kind == Kind.POD && PodLogPath.hasAttempts(log)
                        ? Objects.requireNonNull(log.getParent()).toString()
                        : log.toString());
    }

    /** A log in a guest's directory, which is renamed with its guest. */
    static LogPart in(GuestDir dir, UUID guest, Kind kind, Path log) {
        return log.startsWith(dir.path())
                ? new LogPart(kind, log, guest + "/" + dir.path().relativize(log))
                : at(kind, log);
    }

    /**
     * Opens the log.
     *
     * @param cursor the place that it was read to; empty to begin with the records from {@code begin} on
     */
    LogReader open(Optional<LogCursor> cursor, Instant begin) {
        Path current = kind == Kind.POD ? PodLogPath.last(log) : log;
        String first = kind == Kind.POD && PodLogPath.hasAttempts(log)
                ? "0.log"
                : current.getFileName().toString();
        ReadOptions all = ReadOptions.all().withCursor(cursor.orElseGet(() -> LogCursor.before(first)));
        if (kind == Kind.RAW) {
            return LogReader.openRaw(current, all, () -> true);
        }
        ReadOptions options = cursor.isPresent() ? all : all.withSince(begin);
        return switch (kind) {
            case POD -> LogReader.open(current, options);
            case QEMU -> LogReader.openQemu(current, options);
            default -> LogReader.openEvents(current, options);
        };
    }
}
