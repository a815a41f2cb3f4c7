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
 * <p>Work that may block, such as writing to a file, goes through {@link #run(BlockingWork)}: it runs immediately on
 * the loop's thread, without a thread switch; but if it lasts longer than the {@link StallWatch} allows, a new thread
 * continues the loop. A stalled disk thus stops only the consoles that write to it.
 */
public final class EventLoop implements Executor, AutoCloseable {

    /** The events for which a descriptor is registered. */
    public enum Interest {
        /** No event, not even the peer's hangup. */
        NONE(-1),
        /** Only the peer's hangup. */
        HANGUP(0),
        READ(Epoll.IN),
        WRITE(Epoll.OUT),
        READ_WRITE(Epoll.IN | Epoll.OUT);

        private final int events;

        Interest(int events) {
            this.events = events;
        }
    }

    /** The handler of a descriptor, called by the loop's thread when the descriptor is ready. */
    public interface Handler {

        /**
         * Serves the descriptor, for one bounded turn.
         *
         * @param readable there is something to read, or the peer hung up
         * @param writable the peer accepts more, or hung up
         * @param hungUp the peer does not read or write any more
         */
        void ready(boolean readable, boolean writable, boolean hungUp);

        /** Handles an exception of {@link #ready}; the descriptor is not registered any more. */
        void failed(Throwable fault);
    }

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** The maximum that one turn reads, in bytes. Half of it would cost 5 % more when a guest floods. */
    public static final int SCRATCH_BYTES = 128 << 10;

    /** The maximum of tasks before the descriptors are served again: a task may submit itself again. */
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

    /** The tenure of the thread that currently serves the loop. */
    private volatile LoopTenure tenure;

    private EventLoop(String name, StallWatch stallWatch) throws IOException {
        this.name = name;
        this.stallWatch = stallWatch;
        this.epoll = new Epoll();
        this.resting = new Epoll();
        this.tenure = new LoopTenure(SCRATCH_BYTES);
    }

    /**
     * Makes a loop and starts its thread, a daemon thread.
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
     * Checks that the caller is the thread that currently serves the loop, if assertions are enabled, as in all tests.
     * The objects that belong to a loop have no locks.
     */
    public void requireOwner() {
        assert tenure.isMine() : Thread.currentThread().getName() + " uses what belongs to the thread of " + name;
    }

    /** Returns the loop's inotify watcher. */
    public FileWatch files() {
        return files;
    }

    /** Runs a task once, on the loop's thread, after a delay. */
    public Timer schedule(Duration delay, Runnable task) {
        requireOwner();
        return timers.add(delay, task);
    }

    /**
     * Returns a buffer of {@link #SCRATCH_BYTES} for the turn of one handler. Its content does not outlive the turn,
     * except that blocking work at the end of the turn may read it until it is done.
     */
    public IoBuffer scratch() {
        requireOwner();
        return tenure.scratch;
    }

    /**
     * Runs work that may block. It must be the last thing that a handler, timer or task does: when this method returns,
     * another thread may be serving the loop.
     */
    public void run(BlockingWork work) {
        requireOwner();
        LoopTenure mine = tenure;
        mine.begin(work);
        stallWatch.workBegins();
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            // Not rethrown: if this thread was relieved, it must not cancel what its successor serves.
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
     * Moves the loop to a new thread if its own has been in blocking work for longer than the limit. The new thread
     * itself relieves the old one, so the loop stays with the old one if no thread can be started. The stall watch
     * calls it.
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
        // A descriptor that was closed earlier in this batch may already have been reused.
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

    /** Stops the loop's thread, soon. Registered descriptors are not closed: their owners close them before. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            epoll.wake();
        }
    }

    /** The registration of a descriptor with the loop. */
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

        /** Changes the events for which the handler is called. Has no effect if they are the same. */
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
         * Reads the connection once, and lets the loop moderate a stream of small pieces. A loop that is late reads
         * many of them at the same time; a second read right after the first shows how small they are.
         *
         * @param connection the connection that is registered here
         * @param buffer is filled from its position on
         * @param watched whether someone other than a log waits for the output
         * @return as {@link UnixConnection#read}
         */
        public int read(UnixConnection connection, IoBuffer buffer, boolean watched) throws IOException {
            int bytes = connection.read(buffer);
            int piece = bytes;
            if (bytes >= Moderation.WIDE_BYTES && !rests && isSingleBytes()) {
                int next = Math.max(connection.read(buffer), 0); // the next read returns the end again
                bytes += next;
                piece = next > 0 ? next : piece;
            }
            if (bytes > 0) {
                moderation.read(this, bytes, piece, watched);
            }
            return bytes;
        }

        /** Reads like {@link #read}, but leaves the bytes in the socket for the next read. */
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

        /** Ends the registration, before the descriptor is closed. Has no effect after the first call. */
        public void cancel() {
            setInterest(Interest.NONE);
            if (registrations[fd] == this) {
                moderation.forget(this);
                registrations[fd] = null;
            }
        }
    }
}
