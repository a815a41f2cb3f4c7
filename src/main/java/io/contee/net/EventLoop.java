package io.contee.net;

import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.net.Registration.Handler;
import io.contee.net.Registration.Interest;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
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

    /**
     * Work of a console that may block, such as writing to its logs. See {@link #run(BlockingWork)}. An object is
     * made once and run repeatedly, but not again before {@link #done}.
     */
    public interface BlockingWork {

        /** Does the work. It does not touch anything that its loop may touch meanwhile, and does not call the loop. */
        void run();

        /** Notes, on the loop's thread, that {@link #run} is slow and that the loop goes on without it. */
        void stalled();

        /** Notes, on the loop's thread, that {@link #run} has ended, normally or by an exception. */
        void done();
    }

    private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

    /** The maximum that one turn reads, in bytes. Half of it would cost 5 % more when a guest floods. */
    public static final int SCRATCH_BYTES = 128 << 10;

    /** The maximum of tasks before the descriptors are served again: a task may submit itself again. */
    private static final int TASKS_PER_TURN = 16;

    private final String name;
    private final StallWatch stallWatch;
    private final Registration.Table registrations;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Timer.Queue timers = new Timer.Queue();
    private final FileWatch files = new FileWatch(this);
    private volatile boolean closed;

    /** The tenure of the thread that currently serves the loop. */
    private volatile Tenure tenure;

    private EventLoop(String name, StallWatch stallWatch) throws IOException {
        this.name = name;
        this.stallWatch = stallWatch;
        this.registrations = new Registration.Table(this);
        this.tenure = new Tenure();
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
            DaemonThread.start(name, () -> loop.serve(loop.tenure));
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
        registrations.wake();
    }

    /** Registers a connection with a handler. */
    public Registration register(UnixConnection connection, Interest interest, Handler handler) throws IOException {
        return register(connection.fd(), interest, handler);
    }

    /** Registers a listener for connections to accept. */
    public Registration register(UnixListener listener, Handler handler) throws IOException {
        return register(listener.fd(), Interest.READ, handler);
    }

    /** Registers a pty with a handler. */
    public Registration register(PtySlave pty, Interest interest, Handler handler) throws IOException {
        return register(pty.fd(), interest, handler);
    }

    Registration register(int fd, Interest interest, Handler handler) throws IOException {
        requireOwner();
        return registrations.register(fd, interest, handler);
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
        requireOwner();
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
        Tenure mine = tenure;
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
            try {
                execute(work::done);
            } catch (RejectedExecutionException e) {
                LOG.debug("{} was closed before its blocking work ended", name);
            }
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
        Tenure stalled = tenure;
        if (!stalled.isBlocked()) {
            return false;
        }
        if (stalled.isBlockedFor(limitNanos)) {
            DaemonThread.start(name, () -> relieve(stalled, limitNanos));
        }
        return true;
    }

    private void relieve(Tenure stalled, long limitNanos) {
        Tenure next = new Tenure();
        if (stalled.relieve(limitNanos)) {
            next.begins();
            tenure = next;
            guarded(stalled.work()::stalled);
            serve(next);
        }
    }

    private void serve(Tenure mine) {
        mine.begins();
        while (mine.isServing()) {
            if (closed) {
                stallWatch.remove(this);
                registrations.close();
                return;
            }
            try {
                registrations.serve(mine, tasks.isEmpty() ? timers.nanosToNext() : 0);
                runDue(mine);
                if (mine.isServing()) {
                    registrations.serveResting(mine);
                }
            } catch (IOException e) {
                LOG.error("event loop {} stops: {}", name, e.getMessage());
                closed = true;
            }
        }
    }

    private void runDue(Tenure mine) {
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

    /** Runs something that does not stop the loop if it fails. */
    void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task of {} failed", name, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** Stops the loop's thread, soon. Registered descriptors are not closed: their owners close them before. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            registrations.wake();
        }
    }

    /**
     * The period for which one thread serves a loop: until the loop is closed, or until the thread is relieved because its
     * work blocks. It holds the buffers of that thread, which its successor therefore never shares.
     */
    static final class Tenure {

        private enum State {
            SERVING,
            BLOCKED,
            RELIEVED
        }

        final IoBuffer scratch = new IoBuffer(SCRATCH_BYTES);
        final Epoll.Batch batch = new Epoll.Batch();
        private final AtomicReference<State> state = new AtomicReference<>(State.SERVING);
        private volatile long blockedSince;
        private @Nullable BlockingWork work;
        private volatile @Nullable Thread thread;

        /** Begins the tenure of the calling thread. */
        void begins() {
            thread = Thread.currentThread();
        }

        /** Returns whether the calling thread serves the loop. Any thread may call it. */
        boolean isMine() {
            return thread == Thread.currentThread() && isServing();
        }

        /** Enters blocking work. The serving thread calls it. */
        void begin(BlockingWork begun) {
            work = begun;
            blockedSince = System.nanoTime();
            state.set(State.BLOCKED);
        }

        /** Leaves blocking work, and returns whether the thread still serves the loop. The serving thread calls it. */
        boolean end() {
            return state.compareAndSet(State.BLOCKED, State.SERVING);
        }

        /** Returns whether the thread has not been relieved; a relieved thread does not touch the loop any more. */
        boolean isServing() {
            return state.get() != State.RELIEVED;
        }

        boolean isBlocked() {
            return state.get() == State.BLOCKED;
        }

        boolean isBlockedFor(long nanos) {
            return isBlocked() && System.nanoTime() - blockedSince > nanos;
        }

        /**
         * Ends the tenure if its thread has been blocked for longer than the limit, and returns whether this call ended it.
         * A thread that is ready to succeed calls it.
         */
        boolean relieve(long limitNanos) {
            return isBlockedFor(limitNanos) && state.compareAndSet(State.BLOCKED, State.RELIEVED);
        }

        /** Returns the work that blocks the relieved thread. */
        BlockingWork work() {
            BlockingWork relieved = work;
            if (relieved == null) {
                throw new IllegalStateException("never in blocking work");
            }
            return relieved;
        }
    }
}
