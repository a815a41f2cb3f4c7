package io.contee.broker;

import io.contee.log.write.ConsoleLog;
import io.contee.model.ConteeException;
import io.contee.stats.Figure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One log of a console, which survives its disk: a failure is reported once, with its cause; what cannot be written
 * meanwhile is counted; after a while the log is tried again, and the gap marked in it. Blocking work of the console
 * calls it, except that {@link #lost}, {@link #fault} and what it counts may be asked by any thread.
 */
final class LogSink {

    private static final Logger LOG = LoggerFactory.getLogger(LogSink.class);
    private static final long FIRST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final String name;
    private final Supplier<ConsoleLog> opener;
    private final InstantSource clock;
    private final ConsoleJournal journal;
    private final LongSupplier nanoTime;
    private @Nullable ConsoleLog log;
    private long gap;
    private Instant gapSince = Instant.EPOCH;
    private State state = State.WORKING;
    private long retryAt;
    private long retryNanos;
    private long markedAt;

    /** What it lacks since it failed. */
    private long lacking;

    /** Whether output may be missing, nobody knows how much, before what is given to it next. */
    private boolean unknownGap;

    private final AtomicLong lost = new AtomicLong();
    private final Figure failedBytes = new Figure();
    private final Figure gaps = new Figure();
    private final Figure errors = new Figure();
    private volatile Optional<String> fault = Optional.empty();

    /** How far the stream was given to it, whether it has that or lacks it. */
    private long position;

    private long possiblyLost;
    private Marks marks = Marks.NOWHERE;

    private enum State {
        WORKING,
        /** It is tried again from time to time. */
        FAILED,
        /** Its gap has been marked since it failed, and nothing else written: a full disk may have room for that alone. */
        MARKED
    }

    /** Notes how far the log has the stream. */
    interface Marks {
        /** Marks that nobody asks for. */
        Marks NOWHERE = new Marks() {
            @Override
            public void at(long position, long file, long size) {}

            @Override
            public void foreignTextBefore(long position) {}
        };

        /** The log has it up to a position, which is at this size of the file with this inode. */
        void at(long position, long file, long size);

        /** The log has something besides the stream before a position, or lacks something. */
        void foreignTextBefore(long position);
    }

    /**
     * Makes the sink and opens its log.
     *
     * @param name the log's name in contee's own log
     * @param opener opens the log, or throws a {@link ConteeException}
     * @param clock for the time when a gap began
     * @param journal takes note of gaps and failures
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
        this.clock = clock;
        this.journal = journal;
        this.nanoTime = nanoTime;
        var unused = attempt(opened -> {});
    }

    /** Begins at a position of the stream: it was given all before that. */
    void startAt(long start) {
        position = start;
    }

    /** Notes from now on how far it has come. */
    void note(Marks where) {
        marks = where;
        mark();
    }

    /** What is given to it next may lack up to this many bytes before it. */
    void losePossibly(long atMost) {
        beginGap();
        possiblyLost = atMost;
    }

    /** What is given to it next may lack something before it, nobody knows how much. */
    void loseUnknown() {
        beginGap();
        unknownGap = true;
    }

    private void beginGap() {
        if (!isGapDue()) {
            gapSince = clock.instant();
            gaps.add(1);
        }
    }

    private boolean isGapDue() {
        return gap > 0 || possiblyLost > 0 || unknownGap;
    }

    private void mark() {
        ConsoleLog current = log;
        if (current != null && state != State.FAILED && gap == 0) {
            marks.at(position - current.heldBytes(), current.file(), current.fileSize());
        }
    }

    /** Writes guest output, or counts it as lost. */
    void append(ByteBuffer output) {
        long start = position;
        int count = output.remaining();
        if (output.hasRemaining()
                && isTime()
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
        if (!isGapDue()) {
            return;
        }
        if (possiblyLost > 0) {
            opened.markPossibleGap(possiblyLost, gapSince);
            possiblyLost = 0;
        }
        if (unknownGap) {
            opened.markUnknownGap(gapSince);
            unknownGap = false;
        }
        if (gap > 0) {
            opened.markGap(gap, gapSince);
            journal.gap(name, gap, gapSince);
            if (state == State.WORKING) {
                LOG.info("{} lacks {} bytes; the place is marked", name, gap);
            }
            lacking += gap;
            gap = 0;
        }
        marks.foreignTextBefore(position);
    }

    private interface Writing {
        void to(ConsoleLog opened) throws IOException;
    }

    /** Returns whether it went well. */
    private boolean attempt(Writing writing) {
        try {
            writing.to(opened());
            return true;
        } catch (IOException | RuntimeException e) { // a fault of one log stays with that log
            fail(e);
            return false;
        }
    }

    /** Guest output was written, or nothing has failed for as long as a retry takes at most. */
    private void works() {
        if (state != State.WORKING) {
            state = State.WORKING;
            retryNanos = 0;
            fault = Optional.empty();
            LOG.info("{} is written again; it lacks {} bytes", name, lacking);
        }
        lacking = 0;
    }

    private void marked() {
        if (state == State.FAILED) {
            state = State.MARKED;
            markedAt = nanoTime.getAsLong();
        } else if (state == State.MARKED && nanoTime.getAsLong() - markedAt >= LAST_RETRY_NANOS) {
            works();
        }
    }

    private ConsoleLog opened() {
        ConsoleLog current = log;
        if (current == null) {
            current = opener.get();
            log = current;
        }
        return current;
    }

    /** Returns whether the log works, or is to be tried again. */
    private boolean isTime() {
        return state != State.FAILED || nanoTime.getAsLong() - retryAt >= 0;
    }

    /** Counts output that was never given to the log. */
    void lose(long bytes) {
        beginGap();
        gap += bytes;
        position += bytes;
        lost.addAndGet(bytes);
    }

    /** Returns whether the log holds part of a line that is not written yet, or has failed and is to be tried again. */
    boolean hasPartial() {
        return state != State.WORKING || unknownGap || (log != null && log.hasPartial());
    }

    /** Writes that part, and marks a gap, unless the log has failed and it is too soon to try again. */
    void flushPartial() {
        if (isTime()) {
            boolean holdsOutput = log != null && log.hasPartial();
            boolean written = attempt(opened -> {
                markGap(opened);
                opened.flushPartial();
            });
            if (written && holdsOutput) {
                works();
            } else if (written) {
                marked();
            }
            mark();
        }
    }

    /**
     * Goes on in a new file where someone has renamed the present one.
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

    /** Notes a failure. The log stays open, as it keeps what it took and could not write, unless it was closed. */
    private void fail(Exception cause) {
        if (state == State.WORKING) {
            LOG.warn("cannot write {}: {}; its console goes on, and writing is tried again", name, reason(cause));
            journal.failed(name, reason(cause));
        }
        errors.add(1);
        fault = Optional.of(reason(cause));
        state = State.FAILED;
        retryNanos = retryNanos == 0 ? FIRST_RETRY_NANOS : Math.min(2 * retryNanos, LAST_RETRY_NANOS);
        retryAt = nanoTime.getAsLong() + retryNanos;
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
     * @param guestStopped whether nothing more comes, so that a line without an end is complete
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

    /** Bytes that the log lacks at its end, not marked there yet. */
    long gap() {
        return gap;
    }

    /** Bytes that the log lacks since it was first opened. */
    long lost() {
        return lost.get();
    }

    /** Those of them that were given to the log and could not be written. */
    long failedBytes() {
        return failedBytes.get();
    }

    /** The number of gaps. */
    long gaps() {
        return gaps.get();
    }

    /** The number of failed writes. */
    long errors() {
        return errors.get();
    }

    /** Returns why the log cannot be written; empty while it can, as far as it is known. */
    Optional<String> fault() {
        return fault;
    }

    /** The log's name in contee's own log. */
    String name() {
        return name;
    }
}
