package io.contee.broker;

import io.contee.net.EventLoop;
import io.contee.stats.Durations;
import io.contee.stats.Figure;
import io.contee.stats.LoopFigures;
import java.time.Duration;

/**
 * Schedules an empty task on an event loop each second, and records how late it runs: everything else that the loop
 * serves is equally late. Any thread may read the figures.
 */
final class LoopPulse {

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final double NANOS_PER_SECOND = 1e9;

    private final String name;
    private final EventLoop loop;
    private final Durations lag = new Durations();
    private final Figure beatAt = new Figure();

    /** Makes a pulse and starts it. */
    LoopPulse(String name, EventLoop loop) {
        this.name = name;
        this.loop = loop;
        beatAt.set(System.nanoTime());
        loop.execute(this::schedule);
    }

    private void schedule() {
        long due = System.nanoTime() + INTERVAL.toNanos();
        loop.schedule(INTERVAL, () -> {
            long now = System.nanoTime();
            lag.record(Math.max(0, now - due));
            beatAt.set(now);
            schedule();
        });
    }

    LoopFigures figures() {
        return new LoopFigures(name, lag.recorded(), Math.max(0, System.nanoTime() - beatAt.get()) / NANOS_PER_SECOND);
    }
}
