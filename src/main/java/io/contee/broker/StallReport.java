package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.net.EventLoop;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The warning that the disk of a console's logs hangs, at most once a minute. A loop that is late, because it serves
 * many consoles, is not a sign of that: the write itself must be under way for a second during which the loop was on
 * time. The session's loop calls it.
 */
final class StallReport {

    static final Duration DELAY = Duration.ofSeconds(1);

    /** The delay of a timer from which on the loop is considered short of processor time. */
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

    /** Logs the warning after a second, if the same write is still under way. */
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
