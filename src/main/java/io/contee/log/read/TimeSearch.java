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
 * Finds a time in a log without reading it through: a few looks into each file from the newest one back, until one
 * begins early enough, and a binary search in that one. Where a clock was set back, between files or within one, the
 * place is that of the time as it was told after that, or an earlier one. A compressed file is read through, but only
 * the one in which the time lies.
 */
final class TimeSearch {

    private static final int LOOK = 8 << 10;
    private static final int WINDOW = 64 << 10;

    /** Beyond so much damage a place is taken to be late, which costs time but is safe. */
    private static final int DAMAGE = 1 << 20;

    private final Supplier<RecordDecoder> decoders;
    private final Instant time;

    TimeSearch(Supplier<RecordDecoder> decoders, Instant time) {
        this.decoders = decoders;
        this.time = time;
    }

    /** Where the first record of the time, or a later one, begins, in the last file that begins earlier. */
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

    /** What was seen of a record: where it begins, and whether it is earlier than the time. */
    private record Look(long start, boolean early) {}

    /** A place at a record's beginning, before the time and not far from it. */
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

    /** The next whole record that begins before {@code limit}. */
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
