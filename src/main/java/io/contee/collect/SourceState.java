package io.contee.collect;

import io.contee.log.read.LogCursor;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The progress of collecting a source of a guest.
 *
 * @param until the end of the last complete window
 * @param cursors the place that each part was read to
 * @param pending the file of that window, if it may not have been renamed yet
 */
record SourceState(Instant until, Map<String, LogCursor> cursors, Optional<String> pending) {

    SourceState {
        cursors = Map.copyOf(cursors);
    }

    /** Returns the state of a source of which nothing from {@code begin} on has been collected. */
    static SourceState beginning(Instant begin) {
        return new SourceState(begin, Map.of(), Optional.empty());
    }

    /** Returns the place that a part was read to; an earlier version knew each by its place. */
    Optional<LogCursor> cursor(LogPart part) {
        return Optional.ofNullable(cursors.get(part.key()))
                .or(() -> Optional.ofNullable(cursors.get(part.log().toString())));
    }
}
