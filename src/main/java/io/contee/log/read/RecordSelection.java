package io.contee.log.read;

import io.contee.log.format.LogRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The selection of the records that a reader returns: those of the requested time, joined to whole lines where that is
 * requested, that the filter accepts. Apart from the reader, which is concerned with files and with waiting. One thread
 * uses it.
 */
final class RecordSelection {

    private final Instant since;
    private final Instant until;
    private final boolean wholeLines;
    private final LineFilter filter;
    private final LineJoiner joiner = new LineJoiner();

    /** Lines that were read together with the previous one. */
    private final Deque<LogRecord> ready = new ArrayDeque<>();

    /** True if records after the last accepted one were left out because they are too late. */
    private boolean beyond;

    RecordSelection(ReadOptions options) {
        since = options.since().orElse(Instant.MIN);
        until = options.until().orElse(Instant.MAX);
        wholeLines = options.wholeLines();
        filter = new LineFilter(options);
    }

    /** Returns whether nothing that is written from now on is requested. */
    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    /** Adds the next record of the log. */
    void add(LogRecord record) {
        beyond = !record.time().isBefore(until); // after a clock was set back, earlier ones may follow
        if (beyond) {
            end();
        } else if (record.time().isBefore(since)) {
            return;
        } else if (wholeLines) {
            joiner.add(record).forEach(this::filter);
        } else {
            filter(record);
        }
    }

    /** Ends the open line, as nothing of it follows. */
    void end() {
        joiner.end().ifPresent(this::filter);
    }

    private void filter(LogRecord line) {
        if (filter.accepts(line)) {
            ready.add(line);
        }
    }

    /** Returns whether a reader that continues after the last record neither repeats nor lacks a part of a line. */
    boolean isBetweenLines() {
        return joiner.isEmpty() && !beyond;
    }

    /** Returns whether {@link #poll} would be empty. */
    boolean isEmpty() {
        return ready.isEmpty();
    }

    /** Returns and removes the next selected record. */
    Optional<LogRecord> poll() {
        return Optional.ofNullable(ready.poll());
    }
}
