package io.contee.broker;

import io.contee.stats.Durations;
import io.contee.stats.Figure;
import io.contee.stats.Stopwatch;

/**
 * The counters of a console. The session's loop writes them, except for {@link #writes}, which the blocking work
 * writes.
 */
final class ConsoleCounters {

    final Figure connected = new Figure();
    final Figure clients = new Figure();
    final Figure bytesOut = new Figure();
    final Figure bytesIn = new Figure();

    /** Output that was read and dropped for all logs, as a disk hung. */
    final Figure overflowBytes = new Figure();

    /** Output that virtlogd has deleted before it was read. */
    final Figure missedBytes = new Figure();

    final Figure clientSkippedBytes = new Figure();
    final Figure clientGaps = new Figure();

    /** The time for which writing to the logs has been slow. */
    final Stopwatch diskHangs = new Stopwatch(System::nanoTime);

    /** The time for which the guest was not read because of that. */
    final Stopwatch backPressure = new Stopwatch(System::nanoTime);

    final Durations writes = new Durations();
}
