package io.contee.log.read;

import io.contee.log.LogFiles;
import io.contee.log.format.LogRecord;
import io.contee.log.format.RecordDecoder;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds where the last lines of a log begin, reading backwards and no further than it must. Of a compressed file only
 * the lines that may count are kept in mind.
 */
final class TailScan {

    private static final int SMALLEST_BLOCK = 16 << 10;
    private static final int LARGEST_BLOCK = 256 << 10;

    /** Beyond this a line is no record. */
    private static final int LONGEST_LINE = 1 << 24;

    private final Supplier<RecordDecoder> decoders;
    private final LineFilter filter;

    /** How many lines are still to be found. */
    private int wanted;

    /** The records of the line that is being put together, the last one first. */
    private final List<LogRecord> open = new ArrayList<>();

    private LogPlace openStart;
    private Optional<LogPlace> found = Optional.empty();

    TailScan(Supplier<RecordDecoder> decoders, LineFilter filter, int lines) {
        this.decoders = decoders;
        this.filter = filter;
        this.wanted = lines;
        this.openStart = new LogPlace(0, 0);
    }

    /**
     * Scans backwards.
     *
     * @param end where to begin
     * @return the place before which everything may be left out
     */
    LogPlace find(List<LogFiles.Entry> files, LogPlace end) throws IOException {
        if (wanted == 0) {
            return end;
        }
        for (int i = end.index(); i >= 0 && found.isEmpty(); i--) {
            try (LogFile file = LogFile.open(files.get(i))) {
                long to = i == end.index() ? end.position() : file.size();
                if (file.seekable()) {
                    backwards(file, i, to);
                } else {
                    forwards(file, i, to);
                }
            }
        }
        if (found.isEmpty()) {
            endLine();
        }
        return found.orElse(new LogPlace(0, 0));
    }

    private void backwards(LogFile file, int index, long to) throws IOException {
        RecordDecoder decoder = FileRecords.learn(file, decoders.get());
        long end = to;
        int length = SMALLEST_BLOCK;
        while (end > 0 && found.isEmpty()) {
            int count = (int) Math.min(length, end);
            byte[] block = file.bytes(end - count, count);
            int first = count == end ? 0 : lineStart(block);
            if (first == block.length && count < end && length <= LONGEST_LINE) {
                length *= 2; // one line is longer than the block
                continue;
            }
            records(decoder, block, first, index, end - count);
            end = end - count + first;
            length = Math.min(2 * length, LARGEST_BLOCK);
            if (first == block.length) {
                end -= count; // an endless line
            }
        }
    }

    private void records(RecordDecoder decoder, byte[] block, int first, int index, long blockStart) {
        List<Integer> starts = new ArrayList<>();
        int start = first;
        for (int end = decoder.recordEnd(block, start, block.length);
                end >= 0;
                end = decoder.recordEnd(block, start, block.length)) {
            starts.add(start);
            start = end;
        }
        int end = start;
        for (int i = starts.size() - 1; i >= 0 && found.isEmpty(); i--) {
            int from = starts.get(i);
            Optional<LogRecord> record = decoder.decode(block, from, end);
            if (record.isPresent()) {
                prepend(record.get(), new LogPlace(index, blockStart + from));
            }
            end = from;
        }
    }

    private void prepend(LogRecord record, LogPlace start) {
        if (!record.partial() || (!open.isEmpty() && open.get(0).stream() != record.stream())) {
            endLine();
        }
        if (found.isEmpty()) {
            open.add(record);
            openStart = start;
        }
    }

    /** The line that was put together is whole; returns alone are what LF CR leaves behind the last line feed. */
    private void endLine() {
        if (!open.isEmpty()) {
            Collections.reverse(open);
            boolean line = !open.stream().allMatch(LogRecord::holdsReturnsAlone);
            count(line && filter.takes(filter.reads() ? LogRecord.join(open) : open.get(0)), openStart);
            open.clear();
        }
    }

    private void count(boolean taken, LogPlace start) {
        if (taken && --wanted == 0) {
            found = Optional.of(start);
        }
    }

    private void forwards(LogFile file, int index, long to) throws IOException {
        Deque<LogPlace> lines = new ArrayDeque<>();
        LineJoiner joiner = new LineJoiner();
        FileRecords records = new FileRecords(file, decoders.get(), 0, LARGEST_BLOCK);
        LogPlace start = new LogPlace(index, 0);
        while (records.next() && records.end() <= to) {
            Optional<LogRecord> record = records.record();
            if (record.isPresent()) {
                if (joiner.isEmpty()) {
                    start = new LogPlace(index, records.start());
                }
                for (LogRecord line : joiner.add(record.get())) {
                    keep(lines, filter.takes(line), start);
                    start = new LogPlace(index, records.start());
                }
            }
        }
        Optional<LogRecord> last = joiner.end();
        if (last.isPresent()) {
            prepend(last.get(), start);
        } else if (records.end() > 0) {
            endLine();
        }
        for (LogPlace line = lines.pollLast(); line != null && found.isEmpty(); line = lines.pollLast()) {
            endLine();
            count(true, line);
        }
    }

    private void keep(Deque<LogPlace> lines, boolean taken, LogPlace start) {
        if (taken) {
            lines.addLast(start);
            if (lines.size() > wanted) {
                lines.removeFirst();
            }
        }
    }

    private static int lineStart(byte[] block) {
        int i = 0;
        while (i < block.length && block[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, block.length);
    }
}
