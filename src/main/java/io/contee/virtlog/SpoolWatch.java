package io.contee.virtlog;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.net.EventLoop;
import io.contee.net.EventLoop.BlockingWork;
import io.contee.net.FileWatch;
import io.contee.net.FileWatch.Event;
import io.contee.net.Timer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches a guest's spool: reports that it has changed, and whether the guest's output can still reach it. A spool
 * without a writer is looked up in {@code /proc}, as blocking work, some time after its last writer has closed it:
 * virtlogd also closes a spool that it rotates, and one whose guest has ended. The session's loop calls it.
 */
final class SpoolWatch implements BlockingWork {

    /** The longest time that a rotation, or the report of a guest's end, may take. */
    private static final Duration DELAY = Duration.ofSeconds(5);

    /** The interval of reporting a change if the kernel does not report changes. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** The interval of checking, in that case, whether virtlogd still has the spool open. */
    private static final Duration DOUBT_AGAIN = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(SpoolWatch.class);

    private final ConsoleId id;
    private final EventLoop loop;
    private final Path spool;
    private final Predicate<Path> isWritten;
    private final Runnable changed;
    private final VirtlogdListener listener;
    private FileWatch.@Nullable Watch watch;
    private State state = State.ALIVE;

    /** True unless the kernel has reported that the last writer has closed the spool. */
    private boolean open;

    private @Nullable Timer due;
    private boolean found;

    private enum State {
        ALIVE,
        /** A check is due or under way. */
        DOUBTFUL,
        /** The spool has no writer, and the guest is assumed to run. */
        DEAD,
        /** The guest ends, and the spool's writer with it: there is nothing to check any more. */
        ENDING,
        CLOSED
    }

    /**
     * Makes a watch that has not started.
     *
     * @param open whether virtlogd has the spool open already
     * @param isWritten whether a process has a file open for writing; may block
     * @param changed is run when the spool may have changed
     * @param listener is notified when the spool has no writer any more, and when it has one again
     */
    SpoolWatch(
            ConsoleId id,
            EventLoop loop,
            Path spool,
            boolean open,
            Predicate<Path> isWritten,
            Runnable changed,
            VirtlogdListener listener) {
        this.id = id;
        this.loop = loop;
        this.spool = spool;
        this.open = open;
        this.isWritten = isWritten;
        this.changed = changed;
        this.listener = listener;
    }

    void start() {
        loop.requireOwner();
        try {
            Path directory = spool.toAbsolutePath().getParent();
            watch = loop.files().directory(directory == null ? spool : directory, this::happened);
        } catch (IOException e) {
            LOG.warn(
                    "{}: cannot {}: looking every {} ms instead; raise fs.inotify.max_user_watches",
                    id,
                    e.getMessage(),
                    LOOK_AGAIN.toMillis());
            open = true;
            poll();
            doubtAgain();
        }
        if (open) {
            doubt(); // it is not known since when
        }
    }

    private void poll() {
        if (state != State.CLOSED) {
            changed.run();
            loop.schedule(LOOK_AGAIN, this::poll);
        }
    }

    private void doubtAgain() {
        if (state != State.CLOSED) {
            doubt();
            loop.schedule(DOUBT_AGAIN, this::doubtAgain);
        }
    }

    private void happened(Event event, String name) {
        if (event == Event.MISSED || name.equals(String.valueOf(spool.getFileName()))) {
            open = event != Event.WRITER_LEFT;
            if (event == Event.WRITTEN || event == Event.MADE) {
                written();
            } else {
                doubt();
            }
            changed.run();
        }
    }

    /** Returns whether virtlogd may still write to the spool. */
    boolean isOpen() {
        loop.requireOwner();
        return open;
    }

    /** Schedules a check, which is skipped if the spool is written before. */
    private void doubt() {
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
        loop.requireOwner();
        if (state == State.DEAD) {
            written();
            doubt();
        }
    }

    private void written() {
        boolean wasDead = state == State.DEAD;
        if (due != null) {
            due.cancel();
        }
        if (wasDead || state == State.DOUBTFUL) {
            state = State.ALIVE;
        }
        if (wasDead) {
            listener.logRevived();
        }
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
        loop.requireOwner();
        if (state != State.DOUBTFUL) {
            return;
        }
        state = found ? State.ALIVE : State.DEAD;
        if (!found) {
            listener.logDied();
        }
    }

    /** Notes that the guest ends, after which its spool's writer may end too. */
    void guestEnds() {
        loop.requireOwner();
        if (state != State.CLOSED) {
            state = State.ENDING;
        }
    }

    /** Ends the watch. */
    void close() {
        loop.requireOwner();
        state = State.CLOSED;
        if (watch != null) {
            watch.cancel();
        }
    }
}
