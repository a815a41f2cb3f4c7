package io.contee.collect;

import io.contee.log.read.LogCursor;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * How far a source of a guest has been collected.
 *
 * @param until the end of the last window that is done
 * @param cursors where each of its parts was read to
 * @param pending the file of that window, if it may yet lack its name
 */
record SourceState(Instant until, Map<String, LogCursor> cursors, Optional<String> pending) {

    SourceState {
        cursors = Map.copyOf(cursors);
    }

    /** Nothing has been collected of what comes from {@code begin} on. */
    static SourceState beginning(Instant begin) {
        return new SourceState(begin, Map.of(), Optional.empty());
    }

    Optional<LogCursor> cursor(LogPart part) {
        return Optional.ofNullable(cursors.get(part.key()));
    }
}
