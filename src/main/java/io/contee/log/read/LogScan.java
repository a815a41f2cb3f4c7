package io.contee.log.read;

import io.contee.log.LogFiles;
import io.contee.log.format.LogRecord;
import io.contee.log.format.RecordDecoder;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The records of a log's files one after another, across rotation. One thread reads; any may close.
 *
 * <p>An incomplete record at the end is discarded and read again, as a writer that restarts may cut it off.
 */
final class LogScan implements Closeable {

    private static final int BUFFER = 128 << 10;

    private final LogFiles files;
    private final Supplier<RecordDecoder> decoders;
    private volatile FileRecords records;
    private LogFiles.Entry entry;

    /** The beginning of the file, which distinguishes it from others. */
    private LogCursor head;

    /** The file's stamp, or that of the newest older file; empty if there was none. */
    private String passed;

    private boolean complete;
    private long damaged;
    private Optional<Instant> time = Optional.empty();
    private final List<String> notices = new ArrayList<>();

    /**
     * Opens the files at a place.
     *
     * @param list the files as they were found
     * @throws RotatedException if they were rotated since: list them again
     */
    LogScan(LogFiles files, Supplier<RecordDecoder> decoders, List<LogFiles.Entry> list, LogPlace place)
            throws IOException {
        this.files = files;
        this.decoders = decoders;
        entry = list.get(place.index());
        passed = passed(list, place.index());
        LogFile file = LogFile.open(entry);
        records = new FileRecords(file, FileRecords.learn(file, decoders.get()), place.position(), BUFFER);
        head = head(file, place.position());
    }

    /**
     * Hashes no more of a file than was read, as a writer may yet cut off the rest; a compressed one does not change.
     */
    private LogCursor head(LogFile file, long end) throws IOException {
        return LogCursor.of(
                entry.log(), file, entry.key(), file.seekable() ? (int) Math.min(end, LogCursor.HEAD) : LogCursor.HEAD);
    }

    /** Advances to the next whole record; returns false if this file does not have it yet. */
    boolean next() throws IOException {
        return records.next();
    }

    /** Returns the current record; empty, and counted, if it is damaged. */
    Optional<LogRecord> record() {
        Optional<LogRecord> record = records.record();
        if (record.isEmpty()) {
            damaged++;
        } else if (record.get().hasTime()) {
            time = Optional.of(record.get().time());
        }
        return record;
    }

    /** Returns whether the beginning of a record was read whose end has not come. */
    boolean hasTorn() {
        return records.hasTorn();
    }

    /** Makes the next call of {@link #next} read the end of the file again. */
    void forgetTorn() {
        records.forgetTorn();
    }

    /**
     * Returns the readable part of a record whose end has not come; if nothing is readable, empty, and the record is
     * counted.
     */
    Optional<LogRecord> torn() {
        if (!records.hasTorn()) {
            return Optional.empty();
        }
        Optional<LogRecord> torn = records.torn();
        damaged += torn.isEmpty() ? 1 : 0;
        return torn;
    }

    /** Returns the place after the current record. */
    LogCursor cursor() throws IOException {
        LogFile file = records.file();
        if (head.headLength() < Math.min(records.end(), LogCursor.HEAD) && head.isIn(file)) {
            head = head(file, records.end());
        }
        return head.at(records.end(), time);
    }

    /** Returns the number of unreadable records: damaged, torn at a file's end, or endless. */
    long damaged() {
        return damaged + records.endless();
    }

    /** Returns and clears the notices. */
    List<String> drainNotices() {
        List<String> drained = List.copyOf(notices);
        notices.clear();
        return drained;
    }

    /** Returns whether everything before a place has been read. */
    boolean isAt(Object fileKey, long end) {
        return entry.key().equals(fileKey) && records.end() >= end;
    }

    /** Returns whether there is more to read now, in this file or the next one. Called at the end of the file. */
    boolean advance() throws IOException {
        if (files.isCurrent(entry.key())) {
            records.forgetTorn();
            return restartIfCut();
        }
        List<LogFiles.Entry> list = files.list();
        try {
            Successor next = after(list);
            if (next.index() == list.size() || isUnused(list, next.index())) {
                records.forgetTorn();
                return false;
            }
            if (complete) {
                enter(list, next);
            } else {
                // Nothing is written to a file once a newer one has content; what was written before that is read
                // first.
                complete = true;
                records.forgetTorn();
            }
            return true;
        } catch (RotatedException e) {
            return true; // the next call lists the files again
        }
    }

    /**
     * Returns whether a file is the current one and still empty. Another program that rotates the log, as logrotate
     * does with {@code create}, makes it while the writer still appends to the previous file.
     */
    private static boolean isUnused(List<LogFiles.Entry> list, int index) {
        return index == list.size() - 1 && list.get(index).size() == 0;
    }

    /** The file to read next. It is certain if no file can have been between. */
    private record Successor(int index, boolean certain) {}

    private Successor after(List<LogFiles.Entry> list) throws IOException {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).key().equals(entry.key())) {
                return new Successor(i + 1, true);
            }
        }
        for (int i = 0; i < list.size(); i++) {
            LogFiles.Entry file = list.get(i);
            if (file.compressed() && file.stamp().orElse(passed).compareTo(passed) >= 0 && isThis(file)) {
                return new Successor(i + 1, true);
            }
        }
        // The file was deleted and, unless someone removed only that one, all older ones too.
        int next = 0;
        while (next < list.size()
                && list.get(next)
                        .stamp()
                        .map(stamp -> stamp.compareTo(passed) <= 0)
                        .orElse(false)) {
            next++;
        }
        return new Successor(next, false);
    }

    private boolean isThis(LogFiles.Entry compressed) throws IOException {
        try (LogFile file = LogFile.open(compressed)) {
            return cursor().isIn(file);
        }
    }

    private void enter(List<LogFiles.Entry> list, Successor next) throws IOException {
        LogFile file = LogFile.open(list.get(next.index()));
        FileRecords old = records;
        records = new FileRecords(file, FileRecords.learn(file, decoders.get()), 0, BUFFER);
        damaged += old.endless() + (old.hasTorn() ? 1 : 0) + (old.file().damaged() ? 1 : 0);
        old.close();
        if (!next.certain()) {
            reportGap("files were deleted before they were read");
        }
        entry = list.get(next.index());
        head = head(file, 0);
        passed = passed(list, next.index());
        complete = false;
    }

    /** Restarts with a file that was truncated in place; returns false if it was not. */
    boolean restartIfCut() throws IOException {
        LogFile file = records.file();
        if (!file.seekable()) {
            return false;
        }
        if (file.size() >= records.end() && (records.end() == 0 || cursor().isIn(file))) {
            return false;
        }
        reportGap("the file was cut");
        damaged += records.endless();
        records = new FileRecords(file, FileRecords.learn(file, decoders.get()), 0, BUFFER);
        head = head(file, 0);
        return true;
    }

    private void reportGap(String why) {
        notices.add(CursorSearch.missing(time, why));
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    private static String passed(List<LogFiles.Entry> list, int index) {
        return list.subList(0, index + 1).stream()
                .flatMap(file -> file.stamp().stream())
                .reduce("", (older, newer) -> newer);
    }
}
