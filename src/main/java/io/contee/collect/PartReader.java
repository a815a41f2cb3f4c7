package io.contee.collect;

import io.contee.log.format.LogRecord;
import io.contee.log.read.LogCursor;
import io.contee.log.read.LogReader;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Reads a part of a source with one record of foresight. */
final class PartReader implements Closeable {

    private final LogPart part;
    private final LogReader reader;
    private final Instant future;
    private LogCursor before;
    private Optional<LogRecord> head;

    /**
     * Reads the first record.
     *
     * @param reader stands where the part was read to
     * @param future a time that has not come yet: a record of it is of a clock that was wrong, and is in the window of
     *     what is before it in the log
     */
    PartReader(LogPart part, LogReader reader, Instant future) throws IOException {
        this.part = part;
        this.reader = reader;
        this.future = future;
        this.before = reader.cursor();
        this.head = reader.next();
    }

    /** The record to come, if there is one. */
    Optional<LogRecord> head() {
        return head;
    }

    /** Whether the record to come is earlier than a time; one without a time is, and one whose time is wrong. */
    boolean hasBefore(Instant time) {
        return head.isPresent()
                && (head.get().time().isBefore(time) || !head.get().time().isBefore(future));
    }

    void advance() throws IOException {
        before = reader.cursor();
        head = reader.next();
    }

    /** What there is to tell of the part, since the last call. */
    List<String> takeNotices() {
        return reader.takeNotices();
    }

    String key() {
        return part.key();
    }

    /** The place before the record to come; empty if nothing was read yet. */
    Optional<LogCursor> cursor() {
        return Optional.of(before).filter(cursor -> !cursor.isBeforeAll());
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
