package io.contee.broker;

import io.contee.model.LogKind;
import io.contee.stats.LogCounters;
import io.contee.stats.LogFigures;
import java.nio.file.Path;

/**
 * A log of a console that is being served.
 *
 * @param path its current file
 * @param limit what its files may hold, in bytes
 */
record OpenLog(LogKind kind, LogSink sink, Path path, long limit, LogCounters counters) {

    /** Its figures now. Any thread may call it. */
    LogFigures figures(LogSizes sizes) {
        return new LogFigures(
                kind,
                counters.records().get(),
                counters.rotations().get(),
                sink.errors(),
                sink.gaps(),
                sink.failedBytes(),
                sizes.of(path),
                limit);
    }
}
