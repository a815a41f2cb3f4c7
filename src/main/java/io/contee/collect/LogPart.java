package io.contee.collect;

import io.contee.log.PodLogPath;
import io.contee.log.read.LogCursor;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A log that is collected.
 *
 * @param kind the kind of log
 * @param log its current file; for a pod log, that of any attempt
 */
record LogPart(Kind kind, Path log) {

    enum Kind {
        POD,
        RAW,
        QEMU,
        EVENTS
    }

    /** Returns a key that distinguishes the log from others; it is the same for all attempts. */
    String key() {
        return kind == Kind.POD && PodLogPath.hasAttempts(log)
                ? Objects.requireNonNull(log.getParent()).toString()
                : log.toString();
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
