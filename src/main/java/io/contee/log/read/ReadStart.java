package io.contee.log.read;

import io.contee.log.LogFiles;
import io.contee.log.format.RecordDecoder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the place in a log at which reading starts. */
final class ReadStart {

    private final Supplier<RecordDecoder> decoders;
    private final ReadOptions options;

    ReadStart(Supplier<RecordDecoder> decoders, ReadOptions options) {
        this.decoders = decoders;
        this.options = options;
    }

    CursorSearch.Found find(List<LogFiles.Entry> files) throws IOException {
        CursorSearch.Found resumed = options.cursor().isPresent()
                ? new CursorSearch(decoders, options.cursor().get()).find(files)
                : new CursorSearch.Found(new LogPlace(0, 0), Optional.empty());
        LogPlace start = resumed.place();
        if (options.since().isPresent()) {
            start = start.orLater(new TimeSearch(decoders, options.since().get()).find(files));
        }
        if (options.tail().isPresent()) {
            TailScan tail = new TailScan(
                    decoders,
                    new LineFilter(options),
                    options.until().orElse(Instant.MAX),
                    options.tail().getAsInt());
            start = start.orLater(tail.find(files, end(files)));
        }
        return new CursorSearch.Found(start, resumed.notice());
    }

    private static LogPlace end(List<LogFiles.Entry> files) {
        LogFiles.Entry last = files.get(files.size() - 1);
        return new LogPlace(files.size() - 1, last.compressed() ? Long.MAX_VALUE : last.size());
    }
}
