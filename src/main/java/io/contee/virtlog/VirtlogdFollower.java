package io.contee.virtlog;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.net.EventLoop;
import io.contee.net.EventLoop.BlockingWork;
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
public final class VirtlogdFollower {

    /** The number of last turns of reading, which is enough for what is there and still ends soon. */
    static final int LAST_TURNS = 64;

    /** The delay before a retry after a failure. */
    private static final Duration RETRY = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(VirtlogdFollower.class);

    private enum Stage {
        FOLLOWING,
        /** The guest's process is gone: the following ends once virtlogd has closed the log and all is read. */
        FINISHING,
        /** The following ends once what is there now is read, in a limited number of turns. */
        LAST_TURNS,
        /** All is read, and the log's files are being deleted. */
        DELETING,
        ENDED
    }

    /** The state of the turns of reading, one at a time. */
    private enum Turn {
        NONE,
        DUE,
        RUNNING,
        /** Something has happened during the turn, so another one follows. */
        RUNNING_AND_DUE
    }

    private enum Job {
        READ,
        /** Opens the files that virtlogd has made, while the session does not accept output. */
        LOOK,
        DELETE
    }

    private final ConsoleId id;
    private final EventLoop loop;
    private final VirtlogdLog log;
    private final PositionFile kept;
    private final boolean deleteAtEnd;
    private final VirtlogdListener listener;
    private final SpoolWatch spool;
    private final Work work = new Work();
    private Stage stage = Stage.FOLLOWING;
    private Turn turn = Turn.NONE;
    private boolean reading = true;
    private boolean failing;

    /** The number of turns that are left in {@link Stage#LAST_TURNS}. */
    private int turnsLeft = LAST_TURNS;

    /**
     * Output that was read but not passed on yet: the loop did not wait for a slow disk, and the session has begun to
     * write meanwhile. It is in the buffer of the thread that stayed with the disk, which nothing else uses.
     */
    private @Nullable IoBuffer held;

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
            VirtlogdListener listener) {
        this.id = id;
        this.loop = loop;
        this.log = new VirtlogdLog(path, start);
        this.kept = kept;
        this.deleteAtEnd = deleteAtEnd;
        this.listener = listener;
        this.spool = new SpoolWatch(id, loop, path, written, isWritten, this::turnSoon, listener);
    }

    public void start() {
        loop.requireOwner();
        spool.start();
        turnSoon();
    }

    /** Stops or resumes the reading. While stopped, it still opens the files that virtlogd makes. */
    public void setReading(boolean wanted) {
        loop.requireOwner();
        reading = wanted;
        if (wanted && held != null) {
            loop.execute(this::printHeld);
        } else {
            turnSoon();
        }
    }

    private void printHeld() {
        IoBuffer output = held;
        if (output != null && stage != Stage.ENDED && listener.acceptsOutput()) {
            held = null;
            print(output);
        }
    }

    private void turnSoon() {
        loop.requireOwner();
        if (stage == Stage.ENDED) {
            return;
        }
        if (turn == Turn.NONE) {
            turn = Turn.DUE;
            loop.execute(this::turn);
        } else if (turn == Turn.RUNNING) {
            turn = Turn.RUNNING_AND_DUE;
        }
    }

    private void turn() {
        if (stage == Stage.LAST_TURNS && turnsLeft == 0) {
            end();
        }
        if (stage == Stage.ENDED) {
            return;
        }
        turn = Turn.RUNNING;
        work.job = stage == Stage.DELETING ? Job.DELETE : reading && held == null ? Job.READ : Job.LOOK;
        work.output = loop.scratch();
        loop.run(work);
    }

    /** One turn of reading; between two turns it belongs to the loop. */
    private final class Work implements BlockingWork {

        private Job job = Job.LOOK;
        private @Nullable IoBuffer output;
        private int count;
        private @Nullable IOException failure;
        private Optional<Position> reached = Optional.empty();

        @Override
        public void run() {
            count = 0;
            failure = null;
            try {
                if (job == Job.DELETE) {
                    log.delete();
                    kept.delete();
                    reached = Optional.empty();
                } else if (job == Job.READ && output != null) {
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
            boolean anotherDue = turn == Turn.RUNNING_AND_DUE;
            turn = Turn.NONE;
            if (stage == Stage.ENDED) {
                log.close();
            } else if (failure != null) {
                failed(failure);
            } else {
                failing = false;
                succeeded(anotherDue);
            }
        }
    }

    private void succeeded(boolean anotherDue) {
        long missed = work.job == Job.READ ? log.pollMissed() : 0;
        if (missed > 0) {
            LOG.warn(
                    "{}: virtlogd has removed its oldest files before contee could read them: {} bytes or more are lost;"
                            + " raise max_size or max_backups in virtlogd.conf",
                    id,
                    missed);
            listener.missed(missed);
        }
        if (work.count > 0) {
            read(work.output);
            return;
        }
        if (held == null) {
            readUpTo = work.reached;
        }
        if (work.job == Job.DELETE) {
            end();
        } else if (anotherDue) {
            turnSoon();
        } else if (work.job == Job.READ) {
            readAll();
        }
    }

    private void read(@Nullable IoBuffer output) {
        spool.read();
        if (stage == Stage.LAST_TURNS) {
            turnsLeft--;
        }
        if (output != null && listener.acceptsOutput()) {
            print(output);
        } else {
            held = output;
        }
    }

    /** Passes output on. The session's writing ends in {@link #setReading}, or in the turn that is due here. */
    private void print(IoBuffer output) {
        readUpTo = work.reached;
        turnSoon();
        listener.printed(output);
    }

    private void readAll() {
        if (stage == Stage.FINISHING && !spool.isOpen() && deleteAtEnd) {
            stage = Stage.DELETING;
            turnSoon();
        } else if (stage == Stage.LAST_TURNS || (stage == Stage.FINISHING && !spool.isOpen())) {
            end();
        }
    }

    private void failed(IOException cause) {
        if (work.job == Job.DELETE) {
            LOG.warn("{}: cannot delete what virtlogd wrote: {}", id, ConteeException.reason(cause));
            end();
            return;
        }
        if (!failing) {
            LOG.warn("{}: cannot read what virtlogd writes: {}; trying again", id, ConteeException.reason(cause));
        }
        failing = true;
        if (stage == Stage.LAST_TURNS) {
            end();
        } else {
            loop.schedule(RETRY, this::turnSoon);
        }
    }

    /** Notes that all output passed on so far is in the session's logs. Blocking work of the session calls it. */
    public void logged() {
        readUpTo.ifPresent(kept::save);
    }

    /** Ends the following when virtlogd has closed the log and all is read: the guest's process is gone. */
    public void finish() {
        loop.requireOwner();
        stage = stage == Stage.FOLLOWING ? Stage.FINISHING : stage;
        spool.guestEnds();
        turnSoon();
    }

    /** Ends the following once what is there now is read. */
    public void finishNow() {
        loop.requireOwner();
        stage = stage == Stage.FOLLOWING || stage == Stage.FINISHING ? Stage.LAST_TURNS : stage;
        spool.guestEnds();
        if (reading) {
            turnSoon();
        } else {
            end();
        }
    }

    /** Ends the following immediately; what was not read is left for the next follower. */
    public void end() {
        loop.requireOwner();
        if (stage != Stage.ENDED) {
            stage = Stage.ENDED;
            spool.close();
            if (turn != Turn.RUNNING && turn != Turn.RUNNING_AND_DUE) {
                log.close();
            }
            listener.logEnded();
        }
    }

    public boolean hasEnded() {
        loop.requireOwner();
        return stage == Stage.ENDED;
    }

    /** Closes the position file, once the following has ended and all is logged. */
    public void close() {
        loop.requireOwner();
        kept.close();
    }
}
