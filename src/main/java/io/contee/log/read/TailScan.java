package io.contee.log.read;

import io.contee.log.LogFiles;
import io.contee.log.format.LogRecord;
import io.contee.log.format.RecordDecoder;
import io.contee.log.format.RecordFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Finds where the last lines of a log begin, reading backwards and no further than necessary. Of a compressed file it
 * keeps only the lines that may count. In a line of more than {@value LineJoiner#MAX_LINE} bytes each record counts as
 * a line, as it does for the kubelet: output without line ends has a tail, too.
 */
final class TailScan {

    private static final int SMALLEST_BLOCK = 16 << 10;
    private static final int LARGEST_BLOCK = 256 << 10;

    /** The size of the pieces that count as lines in a file without any line ends: as many bytes as a record holds. */
    private static final int PIECE = RecordFormat.MAX_CONTENT;

    private final Supplier<RecordDecoder> decoders;
    private final LineFilter filter;
    private final Instant until;

    /** The number of lines still to be found. */
    private int wanted;

    /** The records of the line that is being joined, the last one first, and the places where they begin. */
    private final List<LogRecord> open = new ArrayList<>();

    private final List<LogPlace> openStarts = new ArrayList<>();
    private int openBytes;

    /** True if the line is so long that its records count instead. */
    private boolean endless;

    private Optional<LogPlace> found = Optional.empty();

    /** @param until records of that time or later are left out, at any place */
    TailScan(Supplier<RecordDecoder> decoders, LineFilter filter, Instant until, int lines) {
        this.decoders = decoders;
        this.filter = filter;
        this.until = until;
        this.wanted = lines;
    }

    /**
     * Scans backwards.
     *
     * @param end the place to begin at
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
            if (first == block.length && count < end && length < FileRecords.MAX_RECORD) {
                length *= 2; // one line is longer than the block
                continue;
            }
            if (first == block.length && count < end) {
                pieces(decoder, block, index, end - count);
                end -= count;
            } else {
                records(decoder, block, first, index, end - count);
                end = end - count + first;
            }
            length = Math.min(2 * length, LARGEST_BLOCK);
        }
    }

    /**
     * Handles a block without a line end: it is ignored where a record is a line, but in raw output any piece counts.
     */
    private void pieces(RecordDecoder decoder, byte[] block, int index, long blockStart) {
        for (int end = block.length; end > 0 && found.isEmpty(); end -= PIECE) {
            int from = Math.max(0, end - PIECE);
            Optional<LogRecord> piece = decoder.decode(block, from, end);
            if (piece.isPresent()) {
                prepend(piece.get(), new LogPlace(index, blockStart + from));
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
        if (!record.time().isBefore(until)) {
            return;
        }
        if (!record.partial() || (!open.isEmpty() && open.get(0).stream() != record.stream())) {
            endLine();
        }
        if (found.isPresent()) {
            return;
        }
        if (endless) {
            count(filter.accepts(record), start);
            return;
        }
        open.add(record);
        openStarts.add(start);
        openBytes += record.size() + LineJoiner.PART_BYTES;
        if (openBytes > LineJoiner.MAX_LINE) {
            endless = true;
            for (int i = 0; i < open.size() && found.isEmpty(); i++) {
                count(filter.accepts(open.get(i)), openStarts.get(i));
            }
            clear();
        }
    }

    /** Ends the joined line; a line of returns alone is what LF CR leaves after the last line feed. */
    private void endLine() {
        if (!open.isEmpty()) {
            LogPlace start = openStarts.get(open.size() - 1);
            Collections.reverse(open);
            boolean line = !open.stream().allMatch(LogRecord::holdsReturnsAlone);
            count(line && filter.accepts(filter.reads() ? LogRecord.join(open) : open.get(0)), start);
        }
        endless = false;
        clear();
    }

    private void clear() {
        open.clear();
        openStarts.clear();
        openBytes = 0;
    }

    private void count(boolean taken, LogPlace start) {
        if (taken && --wanted == 0) {
            found = Optional.of(start);
        }
    }

    private void forwards(LogFile file, int index, long to) throws IOException {
        LastLines last = new LastLines(filter, wanted);
        FileRecords records = new FileRecords(file, decoders.get(), 0, LARGEST_BLOCK);
        while (records.next() && records.end() <= to) {
            Optional<LogRecord> record =
                    records.record().filter(one -> one.time().isBefore(until));
            if (record.isPresent()) {
                last.add(record.get(), new LogPlace(index, records.start()));
            }
        }
        List<LogRecord> parts = last.parts();
        if (records.end() > 0 && parts.isEmpty()) {
            endLine();
        }
        for (int i = parts.size() - 1; i >= 0 && found.isEmpty(); i--) {
            prepend(parts.get(i), last.starts().get(i));
        }
        Deque<LogPlace> lines = last.lines();
        for (LogPlace line = lines.pollLast(); line != null && found.isEmpty(); line = lines.pollLast()) {
            endLine();
            count(true, line);
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
