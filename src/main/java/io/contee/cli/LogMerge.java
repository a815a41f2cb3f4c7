package io.contee.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.log.format.LogRecord;
import io.contee.log.read.RecordOutput;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings the records of several logs into the order of their times. A separate thread reads each log, and waits while
 * it is far ahead; a log without more records at present delays no other.
 */
final class LogMerge {

    /** The lead of one log over the others at most: records, and the bytes that they hold. */
    private static final int AHEAD = 1024;

    private static final int AHEAD_BYTES = 2 << 20;

    /** One log. */
    private static final class Source {
        private final Deque<LogEntry> entries = new ArrayDeque<>();
        private int bytes;
        private boolean idle;
        private boolean ended;
    }

    private final List<Source> sources = new ArrayList<>();

    @GuardedBy("this")
    private final Deque<Runnable> notices = new ArrayDeque<>();

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private int changes;

    /** @param count how many logs there are */
    LogMerge(int count) {
        for (int i = 0; i < count; i++) {
            sources.add(new Source());
        }
    }

    /** Returns the output for the thread that reads a log. */
    RecordOutput input(int index, Consumer<String> reporter) {
        Source source = sources.get(index);
        return new RecordOutput() {
            @Override
            public void write(LogRecord record, Cursor cursor) throws IOException {
                put(source, new LogEntry(index, record, cursor.text()));
            }

            @Override
            public void report(String notice) {
                LogMerge.this.report(() -> reporter.accept(notice));
            }

            @Override
            public void flush() {
                synchronized (LogMerge.this) {
                    source.idle = true;
                    changed();
                }
            }
        };
    }

    /** Queues a report, which the printing thread makes before the next record. */
    synchronized void report(Runnable report) {
        notices.add(report);
        changed();
    }

    private synchronized void put(Source source, LogEntry entry) throws IOException {
        try {
            while ((source.entries.size() >= AHEAD || source.bytes >= AHEAD_BYTES) && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        if (closed) {
            throw new InterruptedIOException("nobody reads any more");
        }
        source.entries.add(entry);
        source.bytes += entry.record().size();
        source.idle = false;
        changed();
    }

    /** Notes that a log has no more records. */
    synchronized void end(int index) {
        sources.get(index).ended = true;
        changed();
    }

    /** Lets the reading threads exit. */
    synchronized void close() {
        closed = true;
        changed();
    }

    /**
     * Returns the next record of all logs.
     *
     * @param beforeWait runs before a wait for more records
     * @return empty when all logs have ended
     */
    Optional<LogEntry> next(Runnable beforeWait) {
        boolean flushed = false;
        while (true) {
            List<Runnable> due;
            synchronized (this) {
                due = List.copyOf(notices);
                notices.clear();
                if (due.isEmpty()) {
                    Optional<Source> first = first();
                    if (first.isPresent()) {
                        changed();
                        LogEntry entry = first.get().entries.remove();
                        first.get().bytes -= entry.record().size();
                        return Optional.of(entry);
                    }
                    if (sources.stream().allMatch(source -> source.ended && source.entries.isEmpty())) {
                        return Optional.empty();
                    }
                    if (flushed) {
                        awaitChange();
                        continue;
                    }
                }
            }
            due.forEach(Runnable::run);
            beforeWait.run();
            flushed = due.isEmpty();
        }
    }

    private synchronized void changed() {
        changes++;
        notifyAll();
    }

    @GuardedBy("this")
    private void awaitChange() {
        try {
            int seen = changes;
            while (changes == seen) {
                wait();
            }
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("reading logs", e);
        }
    }

    /** Returns the log with the earliest record, if no other log can have an earlier one. */
    private Optional<Source> first() {
        Source first = null;
        for (Source source : sources) {
            LogEntry head = source.entries.peek();
            if (head == null) {
                if (!source.idle && !source.ended) {
                    return Optional.empty();
                }
            } else if (first == null
                    || head.record()
                            .time()
                            .isBefore(first.entries.element().record().time())) {
                first = source;
            }
        }
        return Optional.ofNullable(first);
    }
}
