package io.contee.net;

import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves many descriptors with one thread, level-triggered. {@link #execute} and {@link #close} may be called by any
 * thread, everything else by the loop's own thread.
 *
 * <p>Work that may block, such as writing to a file, goes through {@link #run(BlockingWork)}: it runs at once on the
 * loop's thread, with no switch of threads; but if it takes longer than the {@link StallWatch} allows, a new thread
 * takes the loop over, so that a stalled disk stops only the consoles that write to it.
 */
public final class EventLoop implements Executor, AutoCloseable {

    /** What a descriptor may be registered for. */
    public enum Interest {
        /** Nothing, not even the peer's hanging up. */
        NONE(-1),
        /** The peer's hanging up alone. */
        HANGUP(0),
        READ(Epoll.IN),
        WRITE(Epoll.OUT),
        READ_WRITE(Epoll.IN | Epoll.OUT);

        private final int events;

        Interest(int events) {
            this.events = events;
        }
    }

    /** Called by the loop's thread when a descriptor is ready. */
    public interface Handler {

        /**
         * Serves the descriptor, for one bounded turn.
         *
         * @param readable there is something to read, or the peer hung up
         * @param writable the peer takes more, or hung up
         * @param hungUp the peer neither reads nor writes any more
         */
        void ready(boolean readable, boolean writable, boolean hungUp);

        /** Gives up after {@link #ready} has thrown; the descriptor is registered no more. */
        void failed(Throwable fault);
    }

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** What one turn reads at most, in bytes. Half of it would cost a twentieth more where a guest floods. */
    public static final int SCRATCH_BYTES = 128 << 10;

    /** After so many tasks it is the descriptors' turn: a task may execute itself again. */
    private static final int TASKS_PER_TURN = 16;

    private final String name;
    private final StallWatch stallWatch;
    private final Epoll epoll;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Timers timers = new Timers();
    private final Moderation moderation = new Moderation(System::nanoTime);
    private final Epoll resting;
    private final FileWatch files = new FileWatch(this);
    private @Nullable Registration[] registrations = new @Nullable Registration[64];
    private int lastGeneration;
    private volatile boolean closed;

    /** The tenure of the thread that serves the loop now. */
    private volatile LoopTenure tenure;

    private EventLoop(String name, StallWatch stallWatch) throws IOException {
        this.name = name;
        this.stallWatch = stallWatch;
        this.epoll = new Epoll();
        this.resting = new Epoll();
        this.tenure = new LoopTenure(SCRATCH_BYTES);
    }

    /**
     * Makes a loop and starts its thread, a daemon.
     *
     * @param name the thread's name
     * @throws ConteeException if the kernel gives no descriptor for it
     */
    public static EventLoop start(String name, StallWatch stallWatch) {
        try {
            EventLoop loop = new EventLoop(name, stallWatch);
            stallWatch.add(loop);
            loop.startThread(loop::serveFirst);
            return loop;
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot start an event loop: " + e.getMessage() + ": raise the limit of open files", e);
        }
    }

    /**
     * Runs a task on the loop's thread, soon. Any thread may call it.
     *
     * @throws RejectedExecutionException if the loop is closed
     */
    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("event loop " + name + " is closed");
        }
        tasks.add(task);
        if (woken.compareAndSet(false, true)) {
            epoll.wake();
        }
    }

    /**
     * Registers a connection with a handler.
     *
     * @throws IOException if the kernel refuses it
     */
    public Registration register(UnixConnection connection, Interest interest, Handler handler) throws IOException {
        return register(connection.fd(), interest, handler);
    }

    /**
     * Registers a listener for connections to accept.
     *
     * @throws IOException if the kernel refuses it
     */
    public Registration register(UnixListener listener, Handler handler) throws IOException {
        return register(listener.fd(), Interest.READ, handler);
    }

    /**
     * Registers a pty with a handler.
     *
     * @throws IOException if the kernel refuses it
     */
    public Registration register(PtySlave pty, Interest interest, Handler handler) throws IOException {
        return register(pty.fd(), interest, handler);
    }

    Registration register(int fd, Interest interest, Handler handler) throws IOException {
        requireOwner();
        if (fd >= registrations.length) {
            registrations = Arrays.copyOf(registrations, Math.max(fd + 1, 2 * registrations.length));
        }
        Registration registration = new Registration(fd, ++lastGeneration, handler);
        registration.change(interest);
        registrations[fd] = registration;
        return registration;
    }

    /**
     * Checks that the caller is the thread that serves the loop now, where assertions are on, as in all tests. What belongs
     * to a loop has no lock.
     */
    public void requireOwner() {
        assert tenure.isMine() : Thread.currentThread().getName() + " uses what belongs to the thread of " + name;
    }

    /** The loop's watches of files. */
    public FileWatch files() {
        return files;
    }

    /** Runs a task once, on the loop's thread, after a delay. */
    public Timer schedule(Duration delay, Runnable task) {
        requireOwner();
        return timers.add(delay, task);
    }

    /**
     * A buffer of {@link #SCRATCH_BYTES} for the turn of one handler: nothing in it outlives the turn, except that
     * blocking work which the turn ends with may go on reading it until it is done.
     */
    public IoBuffer scratch() {
        requireOwner();
        return tenure.scratch;
    }

    /**
     * Runs work that may block. It must be the last thing that a handler, timer or task does: when this method
     * returns, another thread may be serving the loop.
     */
    public void run(BlockingWork work) {
        requireOwner();
        LoopTenure mine = tenure;
        mine.begin(work);
        stallWatch.workBegins();
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            // It goes no further: if this thread was relieved, it must not cancel what its successor serves.
            LOG.error("blocking work of {} failed", name, e);
        }
        if (mine.end()) {
            work.done();
        } else {
            finishElsewhere(work);
        }
    }

    private void finishElsewhere(BlockingWork work) {
        try {
            execute(work::done);
        } catch (RejectedExecutionException e) {
            LOG.debug("{} was closed before its blocking work ended", name);
        }
    }

    boolean isInBlockingWork() {
        return tenure.isBlocked();
    }

    /**
     * Gives the loop to a new thread if its own has been in blocking work for longer than the limit. The new thread
     * itself takes the loop over, so that it stays with the old one where no thread can be had. The stall watch calls
     * it.
     *
     * @return whether the loop is in blocking work
     */
    boolean relieveIfStalled(long limitNanos) {
        LoopTenure stalled = tenure;
        if (!stalled.isBlocked()) {
            return false;
        }
        if (stalled.isBlockedFor(limitNanos)) {
            startThread(() -> takeOver(stalled, limitNanos));
        }
        return true;
    }

    private void takeOver(LoopTenure stalled, long limitNanos) {
        LoopTenure next = new LoopTenure(SCRATCH_BYTES);
        if (stalled.relieve(limitNanos)) {
            next.begins();
            tenure = next;
            guarded(stalled.work()::stalled);
            serve(next);
        }
    }

    private void startThread(Runnable body) {
        DaemonThread.start(name, body);
    }

    private void serveFirst() {
        LoopTenure first = tenure;
        first.begins();
        serve(first);
    }

    private void serve(LoopTenure mine) {
        while (mine.isServing()) {
            if (closed) {
                release();
                return;
            }
            try {
                dispatch(mine, epoll.await(mine.batch, timeoutNanos()));
                if (mine.isServing() && moderation.isActive() && moderation.nanosToLook() <= 0) {
                    serveReady(mine, resting.await(mine.batch, 0));
                    moderation.looked();
                }
            } catch (IOException e) {
                LOG.error("event loop {} stops: {}", name, e.getMessage());
                closed = true;
            }
        }
    }

    private void dispatch(LoopTenure mine, int count) {
        serveReady(mine, count);
        while (mine.isServing()) {
            Runnable due = timers.pollDue();
            if (due == null) {
                break;
            }
            guarded(due);
        }
        for (int i = 0; i < TASKS_PER_TURN && mine.isServing(); i++) {
            Runnable task = tasks.poll();
            if (task == null) {
                break;
            }
            guarded(task);
        }
    }

    private void serveReady(LoopTenure mine, int count) {
        moderation.turnBegins();
        for (int i = 0; i < count && mine.isServing(); i++) {
            if (mine.batch.isWake(i)) {
                epoll.clearWake();
                woken.set(false);
            } else {
                ready(mine.batch.key(i), mine.batch.events(i));
            }
        }
    }

    private void ready(long key, int events) {
        int fd = (int) key;
        Registration registration = registrations[fd];
        // A descriptor that was closed earlier in this batch may already be somebody else's.
        if (registration == null || registration.generation != (int) (key >>> Integer.SIZE)) {
            return;
        }
        boolean gone = (events & (Epoll.ERR | Epoll.HUP)) != 0;
        try {
            registration.handler.ready(gone || (events & Epoll.IN) != 0, gone || (events & Epoll.OUT) != 0, gone);
        } catch (RuntimeException | Error e) {
            LOG.error("a handler of {} failed", name, e);
            registration.cancel();
            guarded(() -> registration.handler.failed(e));
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task of {} failed", name, e);
        }
    }

    private long timeoutNanos() {
        if (!tasks.isEmpty()) {
            return 0;
        }
        long toTimer = timers.nanosToNext();
        return moderation.isActive() ? Math.min(toTimer, Math.max(0, moderation.nanosToLook())) : toTimer;
    }

    private void release() {
        stallWatch.remove(this);
        epoll.close();
        resting.close();
    }

    /** Ends the loop's thread, soon. What is still registered is left alone: its owners close it before. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            epoll.wake();
        }
    }

    /** A descriptor's place in the loop. */
    public final class Registration extends Moderation.Source {

        private final int fd;
        private final int generation;
        private final Handler handler;
        private Interest interest = Interest.NONE;
        private boolean rests;

        private Registration(int fd, int generation, Handler handler) {
            this.fd = fd;
            this.generation = generation;
            this.handler = handler;
        }

        /** Changes what the handler is called for. Nothing happens if that is what it was. */
        public void setInterest(Interest wanted) {
            requireOwner();
            if (wanted != interest && registrations[fd] == this) {
                try {
                    change(wanted);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        private void change(Interest wanted) throws IOException {
            int operation = wanted == Interest.NONE
                    ? Libc.EPOLL_CTL_DEL
                    : interest == Interest.NONE ? Libc.EPOLL_CTL_ADD : Libc.EPOLL_CTL_MOD;
            if (wanted != interest) {
                control(operation, wanted);
                interest = wanted;
            }
        }

        private void control(int operation, Interest wanted) throws IOException {
            (rests ? resting : epoll)
                    .control(operation, fd, Math.max(wanted.events, 0), (long) generation << Integer.SIZE | fd);
        }

        /**
         * Reads the connection once, so that a stream of small pieces can be moderated. A loop that is late finds many of
         * them in one piece; a second read right after the first shows how small they are.
         *
         * @param connection the one that is registered here
         * @param buffer what is read goes into its free part
         * @param watched whether someone waits for it, besides a log
         * @return as {@link UnixConnection#read}
         */
        public int read(UnixConnection connection, IoBuffer buffer, boolean watched) throws IOException {
            int bytes = connection.read(buffer);
            int piece = bytes;
            if (bytes >= Moderation.WIDE_BYTES && !rests && isSingleBytes()) {
                int next = Math.max(connection.read(buffer), 0); // the end is read again
                bytes += next;
                piece = next > 0 ? next : piece;
            }
            if (bytes > 0) {
                moderation.read(this, bytes, piece, watched);
            }
            return bytes;
        }

        /** As {@link #read}, of what stays there for the next read. */
        public int peek(UnixConnection connection, IoBuffer buffer, boolean watched) throws IOException {
            int bytes = connection.peek(buffer);
            if (bytes > 0) {
                moderation.read(this, bytes, bytes, watched);
            }
            return bytes;
        }

        @Override
        boolean isResting() {
            return rests;
        }

        @Override
        void setResting(boolean wanted) {
            Interest kept = interest;
            setInterest(Interest.NONE);
            rests = wanted;
            setInterest(kept);
        }

        /** Ends the registration, before the descriptor is closed. Harmless when it has ended. */
        public void cancel() {
            setInterest(Interest.NONE);
            if (registrations[fd] == this) {
                moderation.forget(this);
                registrations[fd] = null;
            }
        }
    }
}
