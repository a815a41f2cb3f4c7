package io.contee.broker;

import io.contee.model.ConteeException;
import io.contee.net.EventLoop.BlockingWork;
import io.contee.stats.Durations;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The writing of one console's logs, as blocking work: one operation at a time. The session's loop sets up an operation
 * and runs it; meanwhile the sinks belong to the work.
 */
final class LogWork implements BlockingWork {

    /** The listener of the work, on the session's loop. */
    interface Listener {
        /** Notes that the work is slow. */
        void writingStalled();

        /** Notes that the work has ended. */
        void written();
    }

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final List<LogSink> sinks;
    private final Listener listener;
    private final Runnable written;
    private final Durations took;
    private ByteBuffer output = NOTHING;
    private long skipped;
    private boolean unknownGap;
    private volatile boolean running;
    private boolean flush;
    private boolean close;
    private boolean guestStopped;
    private final Queue<CompletableFuture<Void>> askedToReopen = new ConcurrentLinkedQueue<>();
    private Optional<Runnable> reading = Optional.empty();

    /**
     * Makes the work for some logs.
     *
     * @param written is run at the end of each operation, still as blocking work
     * @param took records the durations of writing guest output
     */
    LogWork(List<LogSink> sinks, Listener listener, Runnable written, Durations took) {
        this.sinks = sinks;
        this.listener = listener;
        this.written = written;
        this.took = took;
    }

    /** Sets up the writing of guest output. */
    LogWork append(ByteBuffer guestOutput) {
        output = guestOutput;
        return this;
    }

    /** Adds to the next operation the count of output that was dropped before it. */
    LogWork skip(long bytes) {
        skipped += bytes;
        return this;
    }

    /** Adds to the next operation a mark that an unknown amount of output before it may be missing. */
    LogWork markUnknownGap() {
        unknownGap = true;
        return this;
    }

    /**
     * Returns whether writing is under way now, rather than ended without the loop's knowledge. Any thread may call it.
     */
    boolean isRunning() {
        return running;
    }

    /** Sets up the writing of partial lines. */
    LogWork flushPartial() {
        flush = true;
        return this;
    }

    /**
     * Adds the reopening of the logs to the next operation, whatever that is.
     *
     * @param asked completes when it is done
     */
    void askToReopen(CompletableFuture<Void> asked) {
        askedToReopen.add(asked);
    }

    /** Returns whether an operation is required for that. */
    boolean isAskedToReopen() {
        return !askedToReopen.isEmpty();
    }

    /** Sets up the reading of the logs, after whatever else is set up. */
    LogWork read(Runnable reader) {
        reading = Optional.of(reader);
        return this;
    }

    /**
     * Sets up the closing of the logs.
     *
     * @param guestHasStopped whether the guest does not print any more
     */
    LogWork close(boolean guestHasStopped) {
        close = true;
        guestStopped = guestHasStopped;
        return this;
    }

    @Override
    public void run() {
        running = true;
        try {
            write();
        } finally {
            running = false;
        }
    }

    private void write() {
        for (CompletableFuture<Void> asked = askedToReopen.poll(); asked != null; asked = askedToReopen.poll()) {
            reopen(asked);
        }
        int start = output.position();
        boolean append = output.limit() > start;
        long begin = append ? System.nanoTime() : 0;
        for (LogSink sink : sinks) {
            if (unknownGap) {
                sink.loseUnknown();
            }
            if (skipped > 0) {
                sink.lose(skipped);
            }
            if (append) {
                sink.append(output.position(start));
            }
            if (flush) {
                sink.flushPartial();
            }
            if (close) {
                sink.close(guestStopped);
            }
        }
        if (append) {
            took.record(System.nanoTime() - begin);
        }
        written.run();
        reading.ifPresent(Runnable::run);
    }

    private void reopen(CompletableFuture<Void> asked) {
        for (LogSink sink : sinks) {
            try {
                sink.reopen();
            } catch (ConteeException e) {
                asked.completeExceptionally(e);
            }
        }
        asked.complete(null);
    }

    @Override
    public void stalled() {
        listener.writingStalled();
    }

    @Override
    public void done() {
        output = NOTHING;
        skipped = 0;
        unknownGap = false;
        flush = false;
        reading = Optional.empty();
        listener.written();
    }

    /** Returns whether a log holds part of a line that is not written yet. */
    boolean hasPartial() {
        for (LogSink sink : sinks) { // not a stream: this is called after every piece of output
            if (sink.hasPartial()) {
                return true;
            }
        }
        return false;
    }
}
