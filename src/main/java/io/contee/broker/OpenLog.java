package io.contee.broker;

import io.contee.model.LogKind;
import io.contee.stats.LogCounters;
import io.contee.stats.LogFigures;
import java.nio.file.Path;

/**
 * A log of an open console.
 *
 * @param path its current file
 * @param limit the limit of the sizes of the files, in bytes
 */
record OpenLog(LogKind kind, LogSink sink, Path path, long limit, LogCounters counters) {

    /** Returns its current figures. Any thread may call it. */
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
