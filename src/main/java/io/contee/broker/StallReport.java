package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.net.EventLoop;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The warning that the disk of a console's logs hangs, at most once a minute. A loop that is late, as many consoles are
 * served at once, does not show that: the write itself must be under way for a second that the loop kept. The session's
 * loop calls it.
 */
final class StallReport {

    static final Duration DELAY = Duration.ofSeconds(1);

    /** A timer that comes later than this after its time shows a loop without processor time. */
    private static final Duration LATE = Duration.ofMillis(500);

    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(StallReport.class);

    private final ConsoleId id;
    private final EventLoop loop;
    private final LogWork work;
    private final LongSupplier nanoTime = System::nanoTime;
    private boolean reported;

    StallReport(ConsoleId id, EventLoop loop, LogWork work) {
        this.id = id;
        this.loop = loop;
        this.work = work;
    }

    /** Warns after a second, if the same write still takes then. */
    void begin(BooleanSupplier sameWrite) {
        long due = nanoTime.getAsLong() + DELAY.toNanos();
        loop.schedule(DELAY, () -> look(sameWrite, due));
    }

    private void look(BooleanSupplier sameWrite, long due) {
        if (!sameWrite.getAsBoolean() || !work.isRunning() || reported) {
            return;
        }
        if (nanoTime.getAsLong() - due > LATE.toNanos()) {
            begin(sameWrite);
            return;
        }
        reported = true;
        LOG.warn("{}: the disk of its logs hangs", id);
        loop.schedule(INTERVAL, () -> reported = false);
    }
}
