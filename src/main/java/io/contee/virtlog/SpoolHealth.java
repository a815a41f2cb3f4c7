package io.contee.virtlog;

import io.contee.model.ConteeException;
import io.contee.net.BlockingWork;
import io.contee.net.EventLoop;
import io.contee.net.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether a guest's output can still reach its spool. It is looked up in {@code /proc}, as blocking work,
 * some time after the spool's last writer has closed it: virtlogd also closes a spool that it rotates, and one whose
 * guest has ended. The session's loop calls it.
 */
final class SpoolHealth implements BlockingWork {

    /** The longest time that a rotation, or the report of a guest's end, may take. */
    static final Duration DELAY = Duration.ofSeconds(5);

    private final EventLoop loop;
    private final Path spool;
    private final Predicate<Path> isWritten;
    private final Runnable died;
    private final Runnable revived;
    private State state = State.ALIVE;
    private @Nullable Timer due;
    private boolean found;

    private enum State {
        ALIVE,
        /** A check is due or under way. */
        DOUBTFUL,
        /** The spool has no writer, and the guest is assumed to run. */
        DEAD,
        ENDED
    }

    /**
     * Makes the health of a spool that is assumed to be open for writing.
     *
     * @param isWritten whether a process has a file open for writing; may block
     * @param died is run when the spool has no writer any more
     * @param revived is run when it has a writer again
     */
    SpoolHealth(EventLoop loop, Path spool, Predicate<Path> isWritten, Runnable died, Runnable revived) {
        this.loop = loop;
        this.spool = spool;
        this.isWritten = isWritten;
        this.died = died;
        this.revived = revived;
    }

    /** Schedules a check, which is skipped if the spool is written before. */
    void doubt() {
        if (state == State.ALIVE) {
            state = State.DOUBTFUL;
            due = loop.schedule(DELAY, this::look);
        }
    }

    /**
     * Notes that output was read. A dead spool has been written after all; another spool may have held that output for
     * long.
     */
    void read() {
        if (state == State.DEAD) {
            written();
            doubt();
        }
    }

    /** Notes that the spool is being written. */
    void written() {
        boolean wasDead = state == State.DEAD;
        if (due != null) {
            due.cancel();
        }
        if (state != State.ENDED) {
            state = State.ALIVE;
        }
        if (wasDead) {
            revived.run();
        }
    }

    /** Notes that the guest ends, after which its spool's writer may end too. */
    void end() {
        state = State.ENDED;
    }

    private void look() {
        if (state == State.DOUBTFUL) {
            loop.run(this);
        }
    }

    @Override
    public void run() {
        try {
            found = isWritten.test(spool);
        } catch (ConteeException e) {
            found = true; // not known
        }
    }

    @Override
    public void stalled() {}

    @Override
    public void done() {
        if (state != State.DOUBTFUL) {
            return;
        }
        state = found ? State.ALIVE : State.DEAD;
        if (!found) {
            died.run();
        }
    }
}
