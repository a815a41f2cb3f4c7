package io.contee.collect;

import io.contee.log.format.LogRecord;
import io.contee.log.read.LogCursor;
import io.contee.log.read.LogReader;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads a part of a source, one record ahead. */
final class PartReader implements Closeable {

    private final LogPart part;
    private final LogReader reader;
    private final Instant future;
    private LogCursor before;
    private Optional<LogRecord> head;

    /**
     * Reads the first record.
     *
     * @param reader a reader at the place that the part was read to
     * @param future a time in the future: a record of that time or later is from a wrong clock, and belongs to the
     *     window of the record before it
     */
    PartReader(LogPart part, LogReader reader, Instant future) throws IOException {
        this.part = part;
        this.reader = reader;
        this.future = future;
        this.before = reader.cursor();
        this.head = reader.next();
    }

    /** Returns the next record, if there is one. */
    Optional<LogRecord> head() {
        return head;
    }

    /**
     * Returns whether the next record is earlier than a time; a record without a time, or with a wrong one, counts as
     * earlier.
     */
    boolean hasBefore(Instant time) {
        return head.isPresent()
                && (head.get().time().isBefore(time) || !head.get().time().isBefore(future));
    }

    void advance() throws IOException {
        before = reader.cursor();
        head = reader.next();
    }

    /** Returns and clears the notices about the part. */
    List<String> drainNotices() {
        return reader.drainNotices();
    }

    String key() {
        return part.key();
    }

    /** Returns the place before the next record; empty if nothing was read yet. */
    Optional<LogCursor> cursor() {
        return Optional.of(before).filter(cursor -> !cursor.isBeforeAll());
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
