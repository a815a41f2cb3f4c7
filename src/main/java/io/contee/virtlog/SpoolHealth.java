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
 * Whether what a guest prints can still reach its spool. It is looked up in {@code /proc}, as blocking work, some time
 * after the spool's last writer has closed it: virtlogd also closes a spool that it rotates, and one whose guest has
 * ended. The session's loop calls it.
 */
final class SpoolHealth implements BlockingWork {

    /** How long a rotation, or the report of a guest's end, may take. */
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
        /** A look is due, or under way. */
        DOUBTFUL,
        /** Nobody writes it, and the guest is thought to run. */
        DEAD,
        ENDED
    }

    /**
     * Makes that of a spool which is thought to be written.
     *
     * @param isWritten whether a process has a file open for writing; may block
     * @param died is run when nobody writes the spool any more
     * @param revived is run when it is written after that
     */
    SpoolHealth(EventLoop loop, Path spool, Predicate<Path> isWritten, Runnable died, Runnable revived) {
        this.loop = loop;
        this.spool = spool;
        this.isWritten = isWritten;
        this.died = died;
        this.revived = revived;
    }

    /** Looks after a while, if nobody writes until then. */
    void doubt() {
        if (state == State.ALIVE) {
            state = State.DOUBTFUL;
            due = loop.schedule(DELAY, this::look);
        }
    }

    /** Something was read: what a dead spool lacked was written after all; any other may have had it for long. */
    void read() {
        if (state == State.DEAD) {
            written();
            doubt();
        }
    }

    /** Somebody writes. */
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

    /** The guest ends, and so may its spool's writer. */
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
            found = true; // it is not known
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
