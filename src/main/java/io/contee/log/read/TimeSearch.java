package io.contee.log.read;

import io.contee.log.LogFiles;
import io.contee.log.format.LogRecord;
import io.contee.log.format.RecordDecoder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds a time in a log without reading all of it: a few reads from each file, the newest first, until one begins early
 * enough, and a binary search in that one. Where a clock was set back, between files or within one, the place is that
 * of the time on the clock after that, or an earlier one. Of compressed files only the one that contains the time is
 * read entirely.
 */
final class TimeSearch {

    private static final int LOOK = 8 << 10;
    private static final int WINDOW = 64 << 10;

    /** After this many damaged bytes a place is assumed to be late, which costs time but is safe. */
    private static final int DAMAGE = 1 << 20;

    private final Supplier<RecordDecoder> decoders;
    private final Instant time;

    TimeSearch(Supplier<RecordDecoder> decoders, Instant time) {
        this.decoders = decoders;
        this.time = time;
    }

    /** Returns the place of the first record of the time or later, in the last file that begins earlier. */
    LogPlace find(List<LogFiles.Entry> files) throws IOException {
        for (int i = files.size() - 1; i >= 0; i--) {
            try (LogFile file = LogFile.open(files.get(i))) {
                RecordDecoder decoder = decoders.get();
                Optional<Look> first = look(new FileRecords(file, decoder, 0, LOOK), Long.MAX_VALUE);
                if (first.isPresent() && first.get().early()) {
                    long start = file.seekable() ? narrow(file, decoder) : 0;
                    return new LogPlace(i, walk(file, decoder, start));
                }
            }
        }
        return new LogPlace(0, 0);
    }

    /** A sampled record: where it begins, and whether it is earlier than the time. */
    private record Look(long start, boolean early) {}

    /** Returns the beginning of a record that is before the time and close to it. */
    private long narrow(LogFile file, RecordDecoder decoder) throws IOException {
        long low = 0;
        long high = file.size();
        while (high - low > WINDOW) {
            long middle = low + (high - low) / 2;
            FileRecords records = new FileRecords(file, decoder, middle, LOOK);
            Optional<Look> look =
                    records.skipLine() ? look(records, Math.min(high, middle + DAMAGE)) : Optional.empty();
            if (look.isPresent() && look.get().early()) {
                low = look.get().start();
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns the next whole record that begins before {@code limit}. */
    private Optional<Look> look(FileRecords records, long limit) throws IOException {
        while (records.next() && records.start() < limit) {
            Optional<LogRecord> record = records.record();
            if (record.isPresent()) {
                return Optional.of(new Look(records.start(), isEarly(record.get())));
            }
        }
        return Optional.empty();
    }

    private long walk(LogFile file, RecordDecoder decoder, long from) throws IOException {
        FileRecords records = new FileRecords(file, decoder, from, WINDOW);
        while (records.next()) {
            Optional<LogRecord> record = records.record();
            if (record.isPresent() && !isEarly(record.get())) {
                return records.start();
            }
        }
        return records.end();
    }

    private boolean isEarly(LogRecord record) {
        return record.time().isBefore(time);
    }
}
