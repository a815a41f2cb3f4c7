package io.contee.log.read;

import io.contee.log.LogFiles;
import io.contee.log.PodLogPath;
import io.contee.log.format.DetectedFormat;
import io.contee.log.format.EventLines;
import io.contee.log.format.LogRecord;
import io.contee.log.format.QemuLines;
import io.contee.log.format.RawLines;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Reads a log: its rotated files, compressed or not, then the current one and, if it follows, the later ones across
 * rotations. The format of each file is detected from its beginning. One thread reads and blocks; {@link #close} may
 * come from any thread. A damaged record is skipped and counted.
 */
public final class LogReader implements AutoCloseable {

    private static final long SHORTEST_WAIT_MILLIS = 4;
    private static final long LONGEST_WAIT_MILLIS = 100;

    /** Longer than the writing of one record takes. */
    private static final long WRITE_MILLIS = 50;

    private final LogScan scan;
    private final RecordSelection selection;
    private final boolean timestamps;
    private final BooleanSupplier mayGrow;

    /** The end for a reader that does not follow, however fast the log grows. */
    private final Optional<LogFiles.Entry> lastFile;

    private final List<String> notices = new ArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private LogCursor cursor;
    private long bytesLeft;
    private boolean ended;
    private final boolean resumes;
    private long damagedReported;
    private boolean unflushed;

    /**
     * Makes a reader that begins at the place of a scan.
     *
     * @param notice the first notice, if any
     */
    LogReader(
            LogScan scan,
            ReadOptions options,
            BooleanSupplier mayGrow,
            Optional<LogFiles.Entry> lastFile,
            Optional<String> notice)
            throws IOException {
        this.scan = scan;
        this.selection = new RecordSelection(options);
        this.timestamps = options.timestamps();
        this.bytesLeft = options.limitBytes().orElse(Long.MAX_VALUE);
        this.mayGrow = mayGrow;
        this.lastFile = lastFile;
        this.cursor = scan.cursor();
        this.resumes = options.cursor().isPresent();
        notice.ifPresent(notices::add);
    }

    /**
     * Opens the pod log whose current file is {@code log}. A reader that follows does so until it is closed.
     *
     * @throws NotFoundException if the log does not exist
     * @throws ConteeException if it cannot be read
     */
    public static LogReader open(Path log, ReadOptions options) {
        return open(log, options, () -> true);
    }

    /**
     * Opens the pod log whose current file is {@code log}.
     *
     * @param mayGrow asked by a reader that follows: once it returns false, nothing more will be written, and the
     *     reader ends where the log ends
     * @throws NotFoundException if the log does not exist
     * @throws ConteeException if it cannot be read
     */
    public static LogReader open(Path log, ReadOptions options, BooleanSupplier mayGrow) {
        return open(log, List.of(), options, mayGrow);
    }

    /**
     * Does the same for a log whose container has earlier attempts in other directories, too.
     *
     * @param former these directories, which may be missing
     */
    public static LogReader open(Path log, List<Path> former, ReadOptions options, BooleanSupplier mayGrow) {
        if (options.previous()) {
            return open(PodLogPath.previous(log, former), former, options.withoutPrevious(), () -> false);
        }
        return ReaderOpener.open("pod log", log, former, DetectedFormat::new, options, mayGrow);
    }

    /**
     * Opens the raw log whose current file is {@code log}, as {@link #open} does. It keeps no times.
     *
     * @throws NotFoundException if the log does not exist
     * @throws ConteeException if it cannot be read, or a time or the previous attempt is asked for
     */
    public static LogReader openRaw(Path log, ReadOptions options, BooleanSupplier mayGrow) {
        if (options.since().isPresent() || options.until().isPresent() || options.timestamps() || options.previous()) {
            throw new ConteeException("the raw log " + log
                    + " keeps neither times nor attempts: read it without since, until, timestamps and previous");
        }
        return ReaderOpener.open("raw log", log, List.of(), RawLines::new, options, mayGrow);
    }

    /**
     * Opens libvirt's log of a QEMU, which is read across rotation by virtlogd.
     *
     * @throws NotFoundException if the log does not exist
     * @throws ConteeException if it cannot be read
     */
    public static LogReader openQemu(Path log, ReadOptions options) {
        return ReaderOpener.open("log of QEMU", log, List.of(), QemuLines::new, options, () -> true);
    }

    /**
     * Opens the events of a domain.
     *
     * @throws NotFoundException if there are none
     * @throws ConteeException if they cannot be read
     */
    public static LogReader openEvents(Path log, ReadOptions options) {
        return ReaderOpener.open("event log", log, List.of(), EventLines::new, options, () -> true);
    }

    /**
     * Returns the next record; waits for it if the reader follows.
     *
     * @return empty at the end, after {@link #close}, and when the thread is interrupted (its interrupt status is kept)
     * @throws IOException if the log cannot be read
     */
    public Optional<LogRecord> next() throws IOException {
        return next(() -> {});
    }

    private interface BeforeWait {
        void run() throws IOException;
    }

    private Optional<LogRecord> next(BeforeWait beforeWait) throws IOException {
        long wait = SHORTEST_WAIT_MILLIS;
        while (closed.getCount() > 0 && bytesLeft > 0) {
            boolean follows =
                    mayGrow.getAsBoolean() && !selection.isOver(Instant.now()); // checked before the records are read
            LogCursor before = cursor;
            Optional<LogRecord> record = poll();
            if (record.isPresent()) {
                return Optional.of(limit(record.get(), before));
            }
            if (ended) {
                return Optional.empty();
            }
            if (!advance()) {
                if (!follows) {
                    readTorn();
                    ended = true;
                    selection.end();
                    continue;
                }
                beforeWait.run();
                if (isClosedWithin(wait)) {
                    break;
                }
                refresh();
                wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
            }
        }
        scan.close(); // close() may have missed a file that was just opened
        return Optional.empty();
    }

    private LogRecord limit(LogRecord record, LogCursor before) {
        if (record.size() > bytesLeft) {
            cursor = before; // a reader that continues from here gets the whole record
        }
        LogRecord limited = record.first(bytesLeft);
        bytesLeft -= limited.size();
        return limited;
    }

    /**
     * Copies the rest of the log as the guest sent it, flushing before each wait. Returns when {@link #next} would be
     * empty.
     *
     * @throws IOException if the log cannot be read, or {@code out} not written
     */
    public void copyTo(OutputStream out) throws IOException {
        copyTo(new TextOutput(out, timestamps));
    }

    /**
     * Copies the rest of the log, with notices about it. Returns when {@link #next} would be empty.
     *
     * @throws IOException if the log cannot be read, or {@code out} not written
     */
    public void copyTo(RecordOutput out) throws IOException {
        unflushed = true;
        BeforeWait reportAndFlush = () -> reportAndFlush(out);
        for (Optional<LogRecord> record = next(reportAndFlush); record.isPresent(); record = next(reportAndFlush)) {
            out.write(record.get(), () -> cursor().toString());
            unflushed = true;
        }
        unflushed = true;
        reportAndFlush(out);
    }

    /**
     * Returns whether everything requested has been read: false after {@link #close} or an interrupt, when the log may
     * have more.
     */
    public boolean isComplete() {
        return ended || bytesLeft <= 0;
    }

    private void reportAndFlush(RecordOutput out) throws IOException {
        for (String notice : drainNotices()) {
            out.report(notice);
            unflushed = true;
        }
        if (unflushed) {
            out.reached(() -> cursor().toString());
            out.flush();
            unflushed = false;
        }
    }

    /**
     * Returns the place after the last record that was read. A reader that is opened with it continues there, or
     * reports that what followed is gone.
     */
    public LogCursor cursor() {
        return cursor;
    }

    /** Returns the number of damaged records that were skipped so far. */
    public long damaged() {
        return scan.damaged();
    }

    /** Returns and clears the notices about the log itself since the last call, each in one line. */
    public List<String> drainNotices() {
        notices.addAll(scan.drainNotices());
        long more = damaged() - damagedReported;
        if (more > 0) {
            notices.add(more + (more == 1 ? " damaged record was skipped" : " damaged records were skipped"));
            damagedReported += more;
        }
        List<String> drained = List.copyOf(notices);
        notices.clear();
        return drained;
    }

    /** Ends reading, and a waiting {@link #next}. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        scan.close();
    }

    /** Returns the next record that the file already has. */
    private Optional<LogRecord> poll() throws IOException {
        try {
            while (selection.isEmpty() && !ended && !isAtEnd() && scan.next()) {
                scan.record().ifPresent(selection::add);
                if (selection.isBetweenLines()) {
                    cursor = scan.cursor();
                }
            }
            return selection.poll();
        } catch (ClosedChannelException e) {
            closed.countDown(); // by close(), or by an interrupt
            return Optional.empty();
        }
    }

    /**
     * Accepts the part of a last record without an end, as after a crash or on a full disk. A reader that continues
     * later gets it when it is whole.
     */
    private void readTorn() throws IOException {
        try {
            if (resumes || isAtEnd()) {
                return;
            }
            boolean whole = scan.next();
            if (!whole && scan.hasTorn() && !isClosedWithin(WRITE_MILLIS)) {
                scan.forgetTorn(); // it may have been written meanwhile
                whole = scan.next();
            }
            (whole ? scan.record() : scan.torn()).ifPresent(selection::add);
        } catch (ClosedChannelException e) {
            closed.countDown();
        }
    }

    private boolean advance() throws IOException {
        try {
            return !isAtEnd() && closed.getCount() > 0 && scan.advance();
        } catch (ClosedChannelException e) {
            closed.countDown();
            return false;
        }
    }

    /** Restarts a file that was cut meanwhile: it may since have grown beyond the place that was reached. */
    private void refresh() throws IOException {
        try {
            scan.restartIfCut();
        } catch (ClosedChannelException e) {
            closed.countDown();
        }
    }

    private boolean isAtEnd() {
        return lastFile.isPresent()
                && scan.isAt(lastFile.get().key(), lastFile.get().size());
    }

    private boolean isClosedWithin(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
