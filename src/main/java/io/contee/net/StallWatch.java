package io.contee.net;

import io.contee.model.DaemonThread;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the event loops of a process for work that blocks, and moves a loop whose work exceeds the limit to another
 * thread. One thread serves all loops; it sleeps while none of them works.
 */
public final class StallWatch implements AutoCloseable {

    /** The longest time that blocking work may hold up its loop. */
    public static final Duration DEFAULT_LIMIT = Duration.ofMillis(10);

    private static final int IDLE_TICKS_BEFORE_SLEEP = 100;

    private static final Logger LOG = LoggerFactory.getLogger(StallWatch.class);

    private final long limitNanos;
    private final List<EventLoop> loops = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private boolean failing;
    private volatile boolean asleep;
    private volatile boolean closed;

    /** Starts the watch. */
    @SuppressWarnings("ThreadPriorityCheck") // parks and unparks only
    public StallWatch(Duration limit) {
        limitNanos = limit.toNanos();
        thread = DaemonThread.start("contee-stall-watch", this::watch);
    }

    void add(EventLoop loop) {
        loops.add(loop);
    }

    void remove(EventLoop loop) {
        loops.remove(loop);
    }

    /** Notes that blocking work begins. The loop's thread calls it. */
    void workBegins() {
        if (asleep) {
            LockSupport.unpark(thread);
        }
    }

    private void watch() {
        int idleTicks = 0;
        while (!closed) {
            LockSupport.parkNanos(this, limitNanos / 2);
            boolean worked = false;
            for (EventLoop loop : loops) {
                worked |= relieveIfStalled(loop);
            }
            idleTicks = worked ? 0 : idleTicks + 1;
            if (idleTicks > IDLE_TICKS_BEFORE_SLEEP) {
                sleepUntilWork();
                idleTicks = 0;
            }
        }
    }

    private boolean relieveIfStalled(EventLoop loop) {
        try {
            boolean worked = loop.relieveIfStalled(limitNanos);
            failing &= !worked;
            return worked;
        } catch (RuntimeException | Error e) { // usually as no thread can be started; the next tick tries again
            if (!failing) {
                LOG.error("cannot relieve an event loop that is held up by slow work", e);
            }
            failing = true;
            return true;
        }
    }

    private void sleepUntilWork() {
        asleep = true;
        // Work that began before the flag was visible is found here; any later work unparks.
        if (!closed && loops.stream().noneMatch(EventLoop::isInBlockingWork)) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
    }
}
