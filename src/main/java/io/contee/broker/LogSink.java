package io.contee.broker;

import io.contee.log.write.ConsoleLog;
import io.contee.model.ConteeException;
import io.contee.stats.Figure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log of a console, which survives disk failures: a failure is logged once, with its cause; output that cannot be
 * written meanwhile is counted; writing is retried after a while, and the gap is then marked in the log. Blocking work
 * of the console calls it, except for {@link #lost}, {@link #fault} and the counters, which any thread may read.
 */
final class LogSink {

    private static final Logger LOG = LoggerFactory.getLogger(LogSink.class);

    private final String name;
    private final Supplier<ConsoleLog> opener;
    private final ConsoleJournal journal;
    private final LogGap gap;
    private final LogHealth health;
    private @Nullable ConsoleLog log;

    /** The number of bytes that the log lacks since it failed. */
    private long lacking;

    private final AtomicLong lost = new AtomicLong();
    private final Figure failedBytes = new Figure();
    private final Figure gaps = new Figure();
    private final Figure errors = new Figure();

    /** The stream's position up to which output was written or counted as lost. */
    private long position;

    private StreamMarks marks = StreamMarks.NOWHERE;

    /**
     * Makes the sink and opens its log.
     *
     * @param name the log's name in contee's own log messages
     * @param opener opens the log, or throws a {@link ConteeException}
     * @param clock for the time at which a gap began
     * @param journal records gaps and failures
     * @param nanoTime the clock of the retries, which is never set
     */
    LogSink(
            String name,
            Supplier<ConsoleLog> opener,
            InstantSource clock,
            ConsoleJournal journal,
            LongSupplier nanoTime) {
        this.name = name;
        this.opener = opener;
        this.journal = journal;
        this.gap = new LogGap(clock);
        this.health = new LogHealth(nanoTime);
        var unused = attempt(opened -> {});
    }

    /** Begins at a position of the stream: everything before that has been handled. */
    void startAt(long start) {
        position = start;
    }

    /** Records from now on how far the log has the stream. */
    void note(StreamMarks where) {
        marks = where;
        mark();
    }

    /** Notes that up to this many bytes may be missing before the next output. */
    void losePossibly(long atMost) {
        countGap(gap.addPossible(atMost));
    }

    /** Notes that an unknown number of bytes may be missing before the next output. */
    void loseUnknown() {
        countGap(gap.addUnknown());
    }

    private void countGap(boolean begins) {
        if (begins) {
            gaps.add(1);
        }
    }

    private void mark() {
        ConsoleLog current = log;
        if (current != null && !health.hasFailed() && gap.bytes() == 0) {
            marks.at(position - current.heldBytes(), current.file(), current.fileSize());
        }
    }

    /** Writes guest output, or counts it as lost. */
    void append(ByteBuffer output) {
        long start = position;
        int count = output.remaining();
        if (output.hasRemaining()
                && health.isTimeToWrite()
                && attempt(opened -> {
                    markGap(opened);
                    opened.append(output);
                })) {
            works();
        }
        if (output.hasRemaining()) {
            failedBytes.add(output.remaining());
            lose(output.remaining());
        }
        position = start + count;
        mark();
    }

    private void markGap(ConsoleLog opened) throws IOException {
        if (!gap.isDue()) {
            return;
        }
        gap.markPossible(opened);
        long marked = gap.mark(opened);
        if (marked > 0) {
            journal.gap(name, marked, gap.since());
            if (health.isWorking()) {
                LOG.info("{} lacks {} bytes; the place is marked", name, marked);
            }
            lacking += marked;
        }
        marks.foreignTextBefore(position);
    }

    private interface Writing {
        void to(ConsoleLog opened) throws IOException;
    }

    /** Returns whether the writing succeeded. */
    private boolean attempt(Writing writing) {
        try {
            writing.to(opened());
            return true;
        } catch (IOException | RuntimeException e) { // a fault of one log stays with that log
            fail(e);
            return false;
        }
    }

    /** Notes that guest output was written, or that nothing has failed for the longest interval between retries. */
    private void works() {
        if (!health.isWorking()) {
            health.written();
            LOG.info("{} is written again; it lacks {} bytes", name, lacking);
        }
        lacking = 0;
    }

    private ConsoleLog opened() {
        ConsoleLog current = log;
        if (current == null) {
            current = opener.get();
            log = current;
        }
        return current;
    }

    /** Counts output that was not passed to the log. */
    void lose(long bytes) {
        countGap(gap.add(bytes));
        position += bytes;
        lost.addAndGet(bytes);
    }

    /** Returns whether the log holds part of a line that is not written yet, or has failed and is to be retried. */
    boolean hasPartial() {
        return !health.isWorking() || gap.isUnknown() || (log != null && log.hasPartial());
    }

    /** Writes that part, and marks a gap, unless the log has failed and a retry is not due yet. */
    void flushPartial() {
        if (health.isTimeToWrite()) {
            boolean holdsOutput = log != null && log.hasPartial();
            boolean written = attempt(opened -> {
                markGap(opened);
                opened.flushPartial();
            });
            if (written && (holdsOutput || health.marked())) {
                works();
            }
            mark();
        }
    }

    /**
     * Continues in a new file if someone has renamed the current one.
     *
     * @throws ConteeException if the new file cannot be opened
     */
    void reopen() {
        try {
            if (log != null) {
                log.reopen();
            }
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot reopen " + name + ": " + reason(e) + "; it goes on in the file it has", e);
        }
    }

    /** Notes a failure. The log stays open, as it holds output that it could not write, unless it was closed. */
    private void fail(Exception cause) {
        if (health.isWorking()) {
            LOG.warn("cannot write {}: {}; its console goes on, and writing is tried again", name, reason(cause));
            journal.failed(name, reason(cause));
        }
        errors.add(1);
        health.failed(reason(cause));
        if (cause instanceof ClosedChannelException) { // by an interrupt of the thread
            log = null;
        }
    }

    private static String reason(Exception cause) {
        return ConteeException.reason(cause);
    }

    /**
     * Writes what is left and closes the log.
     *
     * @param guestStopped whether the guest does not print any more, and a line without an end is therefore complete
     */
    void close(boolean guestStopped) {
        try {
            ConsoleLog last = opened();
            log = null;
            try (last) {
                markGap(last);
                if (guestStopped) {
                    last.endOutput();
                }
            }
            marks.at(position, last.file(), last.fileSize());
        } catch (IOException | RuntimeException e) {
            errors.add(1);
            LOG.warn("cannot complete {}: {}", name, reason(e));
        }
    }

    /** Returns the number of bytes that the log lacks at its end, not marked there yet. */
    long gap() {
        return gap.bytes();
    }

    /** Returns the number of bytes that the log lacks since it was first opened. */
    long lost() {
        return lost.get();
    }

    /** Returns how many of these bytes were passed to the log and could not be written. */
    long failedBytes() {
        return failedBytes.get();
    }

    /** Returns the number of gaps. */
    long gaps() {
        return gaps.get();
    }

    /** Returns the number of failed writes. */
    long errors() {
        return errors.get();
    }

    /** Returns why the log cannot be written; empty while it can, as far as known. */
    Optional<String> fault() {
        return health.fault();
    }

    /** Returns the log's name in contee's own log messages. */
    String name() {
        return name;
    }
}
