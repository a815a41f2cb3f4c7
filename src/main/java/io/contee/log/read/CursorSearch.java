package io.contee.log.read;

import io.contee.log.LogFiles;
import io.contee.log.format.RecordDecoder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the place where an earlier reader stopped, or what is left of the log after it. */
final class CursorSearch {

    /**
     * The place to continue at.
     *
     * @param notice a notice about what the reader missed
     */
    record Found(LogPlace place, Optional<String> notice) {}

    private final Supplier<RecordDecoder> decoders;
    private final LogCursor cursor;

    CursorSearch(Supplier<RecordDecoder> decoders, LogCursor cursor) {
        this.decoders = decoders;
        this.cursor = cursor;
    }

    Found find(List<LogFiles.Entry> files) throws IOException {
        if (cursor.headLength() == 0) {
            return new Found(new LogPlace(0, 0), Optional.empty()); // nothing had been read
        }
        int index = -1;
        long size = 0;
        for (int i = files.size() - 1; i >= 0; i--) {
            try (LogFile file = LogFile.open(files.get(i))) {
                boolean same = cursor.isKeyOf(files.get(i).key());
                if ((same || index < 0) && cursor.isIn(file)) {
                    index = i;
                    size = file.size();
                    if (same) {
                        break;
                    }
                }
            }
        }
        if (index < 0) {
            return new Found(rest(files), Optional.of(gone("the file in which reading stopped is gone")));
        }
        if (size < cursor.position()) {
            return new Found(
                    new LogPlace(index, size),
                    Optional.of(gone("the file was cut from " + cursor.position() + " bytes to " + size)));
        }
        return new Found(new LogPlace(index, cursor.position()), Optional.empty());
    }

    private LogPlace rest(List<LogFiles.Entry> files) throws IOException {
        // A time in the future is from a clock that has since been set back; all of what is left may be later.
        return cursor.time().filter(time -> time.isBefore(Instant.now())).isPresent()
                ? new TimeSearch(decoders, cursor.time().get()).find(files)
                : new LogPlace(0, 0);
    }

    private String gone(String why) {
        return missing(cursor.time(), why);
    }

    /** Returns a notice that output is missing after the last record that was read. */
    static String missing(Optional<Instant> after, String why) {
        return "output may be missing" + after.map(time -> " after " + time).orElse("") + ": " + why;
    }
}
