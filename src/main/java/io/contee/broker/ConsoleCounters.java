package io.contee.broker;

import io.contee.stats.Durations;
import io.contee.stats.Figure;
import io.contee.stats.Stopwatch;

/** The counters of a console. Its session's loop writes it, but for {@link #writes}, which its blocking work does. */
final class ConsoleCounters {

    final Figure connected = new Figure();
    final Figure clients = new Figure();
    final Figure bytesOut = new Figure();
    final Figure bytesIn = new Figure();

    /** What was read and given to no log, as a disk hung. */
    final Figure overflowBytes = new Figure();

    /** What virtlogd has deleted before it was read. */
    final Figure missedBytes = new Figure();

    final Figure clientSkippedBytes = new Figure();
    final Figure clientGaps = new Figure();

    /** Writing to the logs takes long. */
    final Stopwatch diskHangs = new Stopwatch(System::nanoTime);

    /** The guest is not read because of that. */
    final Stopwatch backPressure = new Stopwatch(System::nanoTime);

    final Durations writes = new Durations();
}
