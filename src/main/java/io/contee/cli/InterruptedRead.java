package io.contee.cli;

import io.contee.http.AwayException;
import io.contee.log.format.LogRecord;
import io.contee.log.read.LogCursor;
import io.contee.log.read.ReadOptions;
import io.contee.log.read.RecordOutput;
import io.contee.model.ConteeException;
import io.contee.model.ConteeException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The reading of a log that outlives the daemons it is read from: remembers its position, and decides whether an end is
 * that of the log. One thread uses it.
 */
final class InterruptedRead implements RecordOutput {

    /**
     * The time after a daemon's return within which it may report that a log has ended, or does not exist, because it
     * has not found all guests again.
     */
    private static final Duration SETTLING = Duration.ofSeconds(15);

    private final ReadOptions options;
    private final RecordOutput out;
    private Optional<LogCursor> reached = Optional.empty();
    private long bytes;
    private boolean ended;
    private boolean interrupted;
    private long interruptedAt;

    /** The number of times that the daemon was found away since its last answer. */
    private int missed;

    InterruptedRead(ReadOptions options, RecordOutput out) {
        this.options = options;
        this.out = out;
    }

    /** Returns whether anything was read yet. */
    boolean hasBegun() {
        return reached.isPresent();
    }

    boolean hasEnded() {
        return ended;
    }

    /** The options for reading the rest. */
    ReadOptions rest() {
        return reached.map(cursor -> options.resumedAt(cursor, bytes)).orElse(options);
    }

    /** Notes the daemon's report that the log has ended. */
    void completed() {
        ended = !isSettling();
        if (!ended) {
            Attacher.pause();
        }
    }

    /** Notes that the daemon is or was away. The wait for it has no limit, like that for its guests. */
    void interrupted() {
        missed++;
        if (missed == 2) { // an immediate restart is not reported
            reportWaiting();
        }
        interrupted = true;
        interruptedAt = System.nanoTime();
        Attacher.pause();
    }

    /** @throws ConteeException the failure, unless the daemon is away or has only just come back */
    void failed(ConteeException failure) {
        boolean mayPass = failure.kind() == Kind.NOT_FOUND || failure.kind() == Kind.UNAVAILABLE;
        if (failure instanceof AwayException) {
            interrupted();
        } else if (mayPass && isSettling()) {
            Attacher.pause();
        } else {
            throw failure;
        }
    }

    private boolean isSettling() {
        return interrupted && options.follow() && System.nanoTime() - interruptedAt < SETTLING.toNanos();
    }

    private void reportWaiting() {
        try {
            out.report("contee does not answer: waiting for it");
        } catch (IOException e) {
            throw new ConteeException("cannot print the log: " + ConteeException.reason(e), e);
        }
    }

    @Override
    public void write(LogRecord record, Cursor cursor) throws IOException {
        String place = cursor.text();
        out.write(record, () -> place);
        bytes += record.size();
        reached = Optional.of(LogCursor.parse(place));
        missed = 0;
    }

    @Override
    public void reached(Cursor cursor) throws IOException {
        String place = cursor.text();
        reached = Optional.of(LogCursor.parse(place));
        missed = 0;
        out.reached(() -> place);
    }

    @Override
    public void report(String notice) throws IOException {
        out.report(notice);
    }

    @Override
    public void flush() throws IOException {
        out.flush();
    }
}
