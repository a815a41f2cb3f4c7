package io.contee.broker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The logs of a console, and how they are written.
 *
 * @param sinks the logs
 * @param holdLimit the longest time that the guest waits for logs whose disk hangs, before its output is dropped; zero
 *     for no wait, empty for no limit
 * @param partialLine the time for which part of a line waits for its rest before it is written
 */
record WriteSettings(List<LogSink> sinks, Optional<Duration> holdLimit, Duration partialLine) {

    /** Returns whether the guest never waits for the logs. */
    boolean isNeverHeld() {
        return holdLimit.filter(Duration::isZero).isPresent();
    }
}
