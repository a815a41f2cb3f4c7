package io.contee.log.write;

import io.contee.log.format.LogBuffers;
import io.contee.log.format.Notice;
import io.contee.log.format.RecordFormat;
import io.contee.stats.LogCounters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/**
 * A log of records, such as the one that Kubernetes reads, in a file of limited size. A file ends where a line ends: it
 * holds the largest number of whole lines that fit. Room is reserved for the rest of a line that is open when its first
 * part is written; only a line that outgrows it, or a whole file, continues in the next file, and then at a record.
 */
final class RecordLog implements ConsoleLog {

    /**
     * The largest step back of the clock that the log waits for: the time of records stands still until the clock has
     * caught up. After a larger step the log continues in a new file with the clock's time.
     */
    static final Duration HELD_STEP = Duration.ofSeconds(10);

    private static final byte[] NOTHING = {};

    /** The number of bytes read back after a crash: enough for one torn record and the one before it. */
    private static final int TAIL = 256 << 10;

    private static final int SHORT_TAIL = 4 << 10;

    private final RecordFormat format;
    private final ThreadLocal<LogBuffers> memory;
    private final RotatingFile file;
    private final LogCounters counters;
    private final InstantSource clock;
    private final long reserve;

    /** The time of the newest record. */
    private Instant latest = Instant.MIN;

    /** True if the file's last record left its line open; the next field is for the log's last record. */
    private boolean openInFile;

    private boolean openInLog;

    /** Records that could not be written; the next field is the number of bytes of the first one that are on disk. */
    private byte[] backlog = NOTHING;

    private int torn;

    private boolean closed;

    RecordLog(RecordFormat format, ThreadLocal<LogBuffers> memory, RotatingFile file, long maxSize, InstantSource clock)
            throws IOException {
        this.format = format;
        this.memory = memory;
        this.file = file;
        this.counters = file.counters();
        this.clock = clock;
        this.reserve = Math.min(format.maxRecord(), maxSize / 4);
        resume();
    }

    @Override
    public void append(ByteBuffer output) throws IOException {
        if (file.isMoved(clock.millis())) {
            renew();
        }
        drainBacklog();
        if (isSetBack()) {
            followClock(output);
        }
        Instant now = now();
        if (!openInFile && file.isDue(now.toEpochMilli())) {
            file.rotate();
        }
        encode(output, now);
    }

    private boolean isSetBack() {
        Instant now = clock.instant();
        return now.isBefore(latest) && now.isBefore(latest.minus(HELD_STEP));
    }

    /** Ends the open line, at its line feed if the output has one, and continues with the clock's time. */
    private void followClock(ByteBuffer output) throws IOException {
        if (openInFile || format.hasPartial()) {
            int limit = output.limit();
            int end = output.position();
            while (end < limit && output.get(end) != '\n') {
                end++;
            }
            try {
                encode(output.limit(end < limit ? end + 1 : output.position()), latest);
            } finally {
                output.limit(limit);
            }
            while (format.hasPartial()) {
                flushPartial();
            }
        }
        if (file.keepsOldFiles() && !file.isEmpty()) {
            file.rotate();
            openInFile = false;
        }
        latest = clock.instant();
    }

    private void encode(ByteBuffer output, Instant now) throws IOException {
        LogBuffers buffers = memory.get();
        while (output.hasRemaining()) {
            int start = output.position();
            buffers.load(output);
            int loaded = output.position() - start;
            int head = buffers.inputAt;
            try {
                while (buffers.hasInput()) {
                    format.encode(buffers, now);
                    counters.records().add(buffers.recordCount);
                    write(buffers.output, buffers.records());
                }
            } catch (IOException e) {
                output.position(start + Math.min(loaded, buffers.inputAt - head));
                throw e;
            }
        }
    }

    @Override
    public boolean hasPartial() {
        return format.hasPartial() || backlog.length > 0 || file.isUnsynced();
    }

    @Override
    public void flushPartial() throws IOException {
        drainBacklog();
        LogBuffers buffers = memory.get();
        format.flushPartial(buffers);
        counters.records().add(buffers.recordsEnd > 0 ? 1 : 0);
        write(buffers.output, buffers.records());
        file.sync();
    }

    @Override
    public void markGap(long lostBytes, Instant since) throws IOException {
        mark(Notice.lost(lostBytes, since));
    }

    @Override
    public void markPossibleGap(long atMostBytes, Instant since) throws IOException {
        mark(Notice.possiblyLost(atMostBytes, since));
    }

    @Override
    public void markUnknownGap(Instant since) throws IOException {
        mark(Notice.unknownLoss(since));
    }

    @Override
    public int heldBytes() {
        return format.heldBytes();
    }

    @Override
    public long file() {
        return file.inode();
    }

    @Override
    public long fileSize() {
        return file.size();
    }

    private void mark(Notice notice) throws IOException {
        if (openInLog || format.hasPartial() || backlog.length > 0) {
            append(ByteBuffer.wrap(new byte[] {'\n'}));
        } else {
            drainBacklog();
        }
        if (isSetBack()) {
            followClock(ByteBuffer.allocate(0));
        }
        LogBuffers buffers = memory.get();
        format.encodeNotice(buffers, notice.toString(), now());
        counters.records().add(1);
        write(buffers.output, buffers.records());
    }

    @Override
    public void reopen() throws IOException {
        if (file.isMoved()) {
            renew();
        }
    }

    @Override
    public void endOutput() throws IOException {
        drainBacklog();
        LogBuffers buffers = memory.get();
        do {
            format.encodeEnd(buffers, openInLog, now());
            counters.records().add(buffers.recordsEnd > 0 ? 1 : 0);
            write(buffers.output, buffers.records());
        } while (format.hasPartial());
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            drainBacklog();
            while (format.hasPartial()) {
                flushPartial();
            }
        }
    }

    private Instant now() {
        Instant now = clock.instant();
        if (now.isAfter(latest)) {
            latest = now;
        }
        return latest;
    }

    private void drainBacklog() throws IOException {
        if (backlog.length > 0) {
            byte[] records = backlog;
            backlog = NOTHING;
            write(records, ByteBuffer.wrap(records).position(torn));
        }
    }

    /**
     * Writes records, rotating where the limit requires it, or keeps those that fail.
     *
     * @param array the array that {@code records} is a view of
     */
    private void write(byte[] array, ByteBuffer records) throws IOException {
        int end = records.limit();
        try {
            while (records.hasRemaining()) {
                int cut = cut(array, records.position(), end);
                if (cut == records.position()) {
                    file.rotate();
                    openInFile = false;
                } else {
                    file.write(records.limit(cut));
                    records.limit(end);
                    openInFile = !format.endsLine(array, cut);
                    openInLog = openInFile;
                }
            }
        } catch (IOException e) {
            keep(array, untorn(array, records.position()), end);
            throw e;
        }
    }

    /**
     * Cuts off a partly written record if the disk permits it, and returns the number of bytes that are then written.
     */
    private int untorn(byte[] array, int written) {
        int start = format.lastRecordEnd(array, 0, written);
        try {
            if (start < written) {
                file.cutLast(written - start);
            }
            return start;
        } catch (IOException e) {
            return written; // it is completed or cut off later
        }
    }

    /**
     * Returns the end of those records from {@code from} to {@code to} that go into the current file; {@code from} if a
     * new one is due.
     */
    private int cut(byte[] records, int from, int to) throws IOException {
        long room = file.room();
        boolean fits = to - from <= room;
        if (fits && (closed || format.endsLine(records, to) || to - from + reserve <= room)) {
            return to;
        }
        int lines = format.lastLineEnd(records, from, (int) Math.min(to, from + room));
        if (lines > from || (!file.isEmpty() && !openInFile)) {
            return lines;
        }
        return fits ? to : format.lastRecordEnd(records, from, (int) (from + room));
    }

    private void keep(byte[] array, int written, int end) {
        int start = format.lastRecordEnd(array, 0, written);
        backlog = Arrays.copyOfRange(array, start, end);
        torn = written - start;
        if (torn > 0) {
            openInFile = true; // the record must be completed in this file
        } else if (start > 0) {
            openInFile = !format.endsLine(array, start);
        }
    }

    /** Continues in the file that is now at the path. A record that is torn in the old one is written whole here. */
    private void renew() throws IOException {
        if (backlog.length > 0 && torn > 0) {
            file.cutLast(torn);
            torn = 0;
        }
        file.reopen();
        resume();
    }

    /** Cuts off a record that a crash tore, and continues with the time and the open line of the last one. */
    private void resume() throws IOException {
        openInFile = false;
        if (file.isEmpty() || resume(file.tail(SHORT_TAIL))) {
            return;
        }
        byte[] tail = file.tail(TAIL);
        if (!resume(tail)) {
            file.truncate(file.size() - tail.length);
        }
    }

    /** Returns false if no whole record was found. */
    private boolean resume(byte[] bytes) throws IOException {
        Optional<FileTail> found = FileTail.read(format, bytes, bytes.length == file.size(), bytes.length == TAIL);
        if (found.isEmpty()) {
            return false;
        }
        FileTail tail = found.get();
        if (tail.torn() > 0) {
            file.truncate(file.size() - tail.torn());
        }
        tail.last().ifPresent(record -> {
            openInFile = record.partial();
            openInLog = openInFile;
            latest = latest.isAfter(record.time()) ? latest : record.time();
        });
        return true;
    }
}
