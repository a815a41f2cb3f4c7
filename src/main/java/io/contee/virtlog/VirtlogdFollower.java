package io.contee.virtlog;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.net.BlockingWork;
import io.contee.net.EventLoop;
import io.contee.net.FileWatch;
import io.contee.net.FileWatch.Event;
import io.contee.net.IoBuffer;
import io.contee.virtlog.VirtlogdLog.Position;
import io.contee.virtlog.VirtlogdLog.Start;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the log that virtlogd writes for a console, and saves how much of it is in the session's own logs. Reading is
 * blocking work, so a disk that hangs holds up this console only. The session's loop calls it, except {@link #logged}.
 */
public final class VirtlogdFollower implements BlockingWork {

    /** The number of last turns of reading, which is enough for what is there and still ends soon. */
    private static final int LAST_TURNS = 64;

    /** The interval of reading if the kernel does not report changes. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    /** The interval of checking, in that case, whether virtlogd still has the log open. */
    private static final Duration DOUBT_AGAIN = Duration.ofSeconds(30);

    /** The delay before a retry after a failure. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(VirtlogdFollower.class);

    /** The listener of the log, on the session's loop. */
    public interface Listener {
        /** Returns whether it accepts output now; {@link #setReading} follows when it does again. */
        boolean takesOutput();

        /** Handles output; the caller's last act. */
        void printed(IoBuffer output);

        /** Notes that output is missing before what comes next. */
        void missed(long bytes);

        /** Notes that all is read; the caller's last act. */
        void logEnded();

        /**
         * Notes that the log has no writer any more although its guest is not known to have ended; the caller's last
         * act.
         */
        void logDied();

        /** Notes that the log is written again after {@link #logDied}. */
        void logRevived();
    }

    private final ConsoleId id;
    private final EventLoop loop;
    private final Path path;
    private final VirtlogdLog log;
    private final PositionFile kept;
    private final boolean deleteAtEnd;
    private final Listener listener;
    private final SpoolHealth health;
    private FileWatch.@Nullable Watch watch;

    private boolean reading = true;
    private boolean turnDue;
    private boolean working;
    private boolean lookAgain;
    private boolean failing;

    /** True while virtlogd may still write. */
    private boolean written;

    private boolean finishing;
    private boolean deleting;
    /** The number of turns of reading that are left, once it is about to end. */
    private int turnsLeft = Integer.MAX_VALUE;

    private boolean ended;

    /**
     * Output that was read but not passed on yet: the loop did not wait for a slow disk, and the session has begun to
     * write meanwhile. It is in the buffer of the thread that stayed with the disk, which nothing else uses.
     */
    private @Nullable IoBuffer held;

    // The state of the work that runs.
    private @Nullable IoBuffer output;
    private boolean readNow;
    private boolean deleteNow;
    private int count;
    private @Nullable IOException failure;
    private Optional<Position> reached = Optional.empty();
    private boolean keeping = true;
    private volatile Optional<Position> readUpTo = Optional.empty();

    /**
     * Makes a follower that has opened nothing yet.
     *
     * @param path virtlogd's file
     * @param start where to begin
     * @param kept where to save how far it is read
     * @param written whether virtlogd has it open already
     * @param isWritten whether a process has a file open for writing; may block
     * @param deleteAtEnd whether to delete the files once the guest has ended and all is read
     */
    public VirtlogdFollower(
            ConsoleId id,
            EventLoop loop,
            Path path,
            Start start,
            PositionFile kept,
            boolean written,
            Predicate<Path> isWritten,
            boolean deleteAtEnd,
            Listener listener) {
        this.id = id;
        this.loop = loop;
        this.path = path;
        this.log = new VirtlogdLog(path, start);
        this.kept = kept;
        this.written = written;
        this.deleteAtEnd = deleteAtEnd;
        this.listener = listener;
        this.health = new SpoolHealth(loop, path, isWritten, listener::logDied, listener::logRevived);
    }

    public void start() {
        try {
            Path directory = path.toAbsolutePath().getParent();
            watch = loop.files().directory(directory == null ? path : directory, this::happened);
        } catch (IOException e) {
            LOG.warn(
                    "{}: cannot {}: looking every {} ms instead; raise fs.inotify.max_user_watches",
                    id,
                    e.getMessage(),
                    LOOK_AGAIN.toMillis());
            written = true;
            lookForEver();
            doubtForEver();
        }
        if (written) {
            health.doubt(); // it is not known since when
        }
        turnSoon();
    }

    private void doubtForEver() {
        if (!ended) {
            health.doubt();
            loop.schedule(DOUBT_AGAIN, this::doubtForEver);
        }
    }

    private void lookForEver() {
        if (!ended) {
            turnSoon();
            loop.schedule(LOOK_AGAIN, this::lookForEver);
        }
    }

    private void happened(Event event, String name) {
        String file = String.valueOf(path.getFileName());
        if (event == Event.MISSED || name.equals(file)) {
            written = event != Event.WRITER_LEFT;
            if (event == Event.WRITTEN || event == Event.MADE) {
                health.written();
            } else {
                health.doubt();
            }
            turnSoon();
        }
    }

    /** Stops or resumes the reading. While stopped, it still opens the files that virtlogd makes. */
    public void setReading(boolean wanted) {
        reading = wanted;
        if (wanted && held != null) {
            loop.execute(this::printHeld);
        } else {
            turnSoon();
        }
    }

    private void printHeld() {
        IoBuffer output = held;
        if (output != null && !ended && listener.takesOutput()) {
            held = null;
            print(output);
        }
    }

    private void turnSoon() {
        if (!turnDue && !ended) {
            turnDue = true;
            loop.execute(this::turn);
        }
    }

    private void turn() {
        turnDue = false;
        if (working) {
            lookAgain = true;
        } else if (!ended) {
            working = true;
            readNow = reading && held == null;
            deleteNow = deleting;
            output = loop.scratch();
            loop.run(this);
        }
    }

    @Override
    public void run() {
        count = 0;
        failure = null;
        try {
            if (deleteNow) {
                log.delete();
                kept.delete();
                reached = Optional.empty();
            } else if (readNow && output != null) {
                count = log.read(output);
                reached = log.position();
            } else {
                log.look();
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    @Override
    public void stalled() {}

    @Override
    public void done() {
        working = false;
        if (ended) {
            log.close();
            return;
        }
        if (failure != null) {
            failed(failure);
            return;
        }
        failing = false;
        long missed = readNow ? log.takeMissed() : 0;
        if (missed > 0) {
            LOG.warn(
                    "{}: virtlogd has removed its oldest files before contee could read them: {} bytes or more are lost;"
                            + " raise max_size or max_backups in virtlogd.conf",
                    id,
                    missed);
            listener.missed(missed);
        }
        if (count > 0) {
            health.read();
            wentOn();
            return;
        }
        if (held == null) {
            readUpTo = reached;
        }
        if (deleteNow) {
            end();
        } else if (finishing && readNow && !lookAgain && (!written || turnsLeft != Integer.MAX_VALUE)) {
            atEnd();
        } else if (lookAgain) {
            lookAgain = false;
            turnSoon();
        }
    }

    private void wentOn() {
        IoBuffer read = output;
        turnsLeft -= turnsLeft == Integer.MAX_VALUE ? 0 : 1;
        lookAgain = false;
        if (read != null && listener.takesOutput()) {
            print(read);
        } else {
            held = read;
        }
    }

    /** Passes output on. The session's writing ends in {@link #setReading}, or in the turn that is due here. */
    private void print(IoBuffer read) {
        readUpTo = reached;
        turnSoon();
        listener.printed(read);
    }

    private void atEnd() {
        if (deleteAtEnd && turnsLeft == Integer.MAX_VALUE) {
            deleting = true;
            turnSoon();
        } else {
            end();
        }
    }

    private void failed(IOException cause) {
        if (deleteNow) {
            LOG.warn("{}: cannot delete what virtlogd wrote: {}", id, ConteeException.reason(cause));
            end();
        } else {
            if (!failing) {
                LOG.warn("{}: cannot read what virtlogd writes: {}; trying again", id, ConteeException.reason(cause));
            }
            failing = true;
            if (turnsLeft == Integer.MAX_VALUE) {
                loop.schedule(RETRY, this::turnSoon);
            } else {
                end();
            }
        }
    }

    /** Notes that all output passed on so far is in the session's logs. Blocking work of the session calls it. */
    public void logged() {
        readUpTo.ifPresent(position -> {
            try {
                kept.save(position);
                keeping = true;
            } catch (IOException e) {
                if (keeping) {
                    LOG.warn(
                            "{}: cannot keep how far virtlogd's log is taken, and would take it again after a restart: {}",
                            id,
                            ConteeException.reason(e));
                }
                keeping = false;
            }
        });
    }

    /** Ends the following when virtlogd has closed the log and all is read: the guest's process is gone. */
    public void finish() {
        finishing = true;
        health.end();
        turnSoon();
    }

    /** Ends the following once what is there now is read. */
    public void finishNow() {
        finishing = true;
        health.end();
        turnsLeft = LAST_TURNS;
        if (!reading) {
            end();
        } else {
            turnSoon();
        }
    }

    /** Ends the following immediately; what was not read is left for the next follower. */
    public void end() {
        if (!ended) {
            ended = true;
            health.end();
            if (watch != null) {
                watch.cancel();
            }
            if (!working) {
                log.close();
            }
            listener.logEnded();
        }
    }

    public boolean hasEnded() {
        return ended;
    }

    /** Closes the position file, once the following has ended and all is logged. */
    public void close() {
        try {
            kept.close();
        } catch (IOException e) {
            LOG.debug("{}: {}", id, ConteeException.reason(e)); // every write was complete
        }
    }
}
