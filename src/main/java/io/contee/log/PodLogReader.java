package io.contee.log;

import io.contee.model.ConteeException;
import io.contee.model.LineEnd;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pod log of docker's json-file format: its rotated files, then the current one, and on across rotations where
 * it follows. One thread reads and blocks; {@link #close} may come from any thread. A damaged record is skipped and
 * counted.
 */
public final class PodLogReader implements AutoCloseable {

    private static final int ATTEMPTS = 100;
    private static final long SHORTEST_WAIT_MILLIS = 4;
    private static final long LONGEST_WAIT_MILLIS = 100;

    private final RecordFormat format;
    private final PodLogLines lines;
    private final Instant since;
    private final BooleanSupplier goesOn;

    /** Where a reader that does not follow stops, however fast the log grows. */
    private final PodLogFiles.@Nullable Entry lastFile;

    private final CountDownLatch closed = new CountDownLatch(1);
    private long damaged;

    private PodLogReader(
            RecordFormat format,
            PodLogLines lines,
            ReadOptions options,
            BooleanSupplier goesOn,
            PodLogFiles.@Nullable Entry lastFile) {
        this.format = format;
        this.lines = lines;
        this.since = options.since().orElse(Instant.MIN);
        this.goesOn = goesOn;
        this.lastFile = lastFile;
    }

    /**
     * Opens the log whose current file is {@code log}. A reader that follows does so until it is closed.
     *
     * @throws ConteeException if there is no such log, or it cannot be read
     */
    public static PodLogReader open(Path log, ReadOptions options) {
        return open(log, options, () -> true);
    }

    /**
     * Opens the log whose current file is {@code log}.
     *
     * @param goesOn asked by a reader that follows: once it says no, nothing more will be written, and the reader ends
     *     where the log ends
     * @throws ConteeException if there is no such log, or it cannot be read
     */
    public static PodLogReader open(Path log, ReadOptions options, BooleanSupplier goesOn) {
        BooleanSupplier follows = options.follow() ? goesOn : () -> false;
        try {
            PodLogFiles files = new PodLogFiles(log);
            for (int i = 0; i < ATTEMPTS; i++) {
                Optional<PodLogReader> reader = open(files, options, follows);
                if (reader.isPresent()) {
                    return reader.get();
                }
            }
            throw new ConteeException("cannot read the pod log " + log + ": it is rotated too fast; try again");
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw new ConteeException(
                    "there is no pod log " + log
                            + ": the guest has not been started with contee, or its log was removed",
                    e);
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot read the pod log " + log + ": " + ConsoleLogs.reason(log, e) + "; see that you may read it",
                    e);
        }
    }

    private static Optional<PodLogReader> open(PodLogFiles files, ReadOptions options, BooleanSupplier goesOn)
            throws IOException {
        List<PodLogFiles.Entry> list = files.list();
        if (list.isEmpty()) {
            throw new NoSuchFileException("");
        }
        RecordFormat format = new JsonFileFormat(LineEnd.KEEP);
        PodLogFiles.Entry last = list.get(list.size() - 1);
        TailScan.Place start = new TailScan.Place(0, 0);
        if (options.tail().isPresent()) {
            Optional<TailScan.Place> found = new TailScan(format, options.tail().getAsInt()).find(list);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            start = found.get();
        }
        return PodLogLines.open(files, list, start.index(), start.position())
                .map(lines -> new PodLogReader(format, lines, options, goesOn, options.follow() ? null : last));
    }

    /**
     * The next record; waits for it where the reader follows.
     *
     * @return empty at the end, after {@link #close}, and when the thread is interrupted (it stays so)
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
        while (closed.getCount() > 0) {
            boolean follows = goesOn.getAsBoolean(); // asked before what is there is read
            Optional<LogRecord> record = poll();
            if (record.isPresent()) {
                return record;
            }
            if (!advance()) {
                if (!follows) {
                    return Optional.empty();
                }
                beforeWait.run();
                if (isClosedWithin(wait)) {
                    break;
                }
                wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
            }
        }
        lines.close(); // close() may have missed a file that was just opened
        return Optional.empty();
    }

    /**
     * Copies the rest of the log as the guest sent it, flushing before each wait. Returns when {@link #next} would be
     * empty.
     *
     * @throws IOException if the log cannot be read, or {@code out} not written
     */
    public void copyTo(OutputStream out) throws IOException {
        Optional<LogRecord> record = next(out::flush);
        while (record.isPresent()) {
            record.get().writeTo(out);
            record = next(out::flush);
        }
        out.flush();
    }

    /** How many damaged records were skipped so far. */
    public long damaged() {
        return damaged + lines.damaged();
    }

    /** Ends the reading, a waiting {@link #next} too. */
    @Override
    public void close() throws IOException {
        closed.countDown();
        lines.close();
    }

    /** The next record of this file that is there already. */
    private Optional<LogRecord> poll() throws IOException {
        try {
            while (!isAtEnd() && lines.next()) {
                Optional<LogRecord> record = format.decode(lines.bytes(), lines.lineFrom(), lines.lineTo());
                if (record.isEmpty()) {
                    damaged++;
                } else if (!record.get().time().isBefore(since)) {
                    return record;
                }
            }
            return Optional.empty();
        } catch (ClosedChannelException e) {
            closed.countDown(); // by close(), or by an interrupt
            return Optional.empty();
        }
    }

    private boolean advance() throws IOException {
        try {
            return !isAtEnd() && closed.getCount() > 0 && lines.advance();
        } catch (ClosedChannelException e) {
            closed.countDown();
            return false;
        }
    }

    private boolean isAtEnd() {
        return lastFile != null && lines.isAt(lastFile.key(), lastFile.size());
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
