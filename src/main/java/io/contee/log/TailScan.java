package io.contee.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Finds where the last lines of a pod log begin, reading backwards and no further than it must. */
final class TailScan {

    private static final int BLOCK = 256 << 10;

    /** A place in a list of files. */
    record Place(int index, long position) {}

    private final RecordFormat format;

    /** How many lines are still to be found, and whether the record after the present one has been seen. */
    private int lines;

    private boolean atEnd = true;

    TailScan(RecordFormat format, int lines) {
        this.format = format;
        this.lines = lines;
    }

    /**
     * Scans {@code files} from the last one back.
     *
     * @return the place before which everything may be left out, or empty if a file was rotated meanwhile
     */
    Optional<Place> find(List<PodLogFiles.Entry> files) throws IOException {
        for (int i = files.size() - 1; i >= 0; i--) {
            try (FileChannel in = FileChannel.open(files.get(i).path(), StandardOpenOption.READ)) {
                if (!PodLogFiles.isAt(files.get(i).path(), files.get(i).key())) {
                    return Optional.empty();
                }
                long start = scan(in);
                if (start >= 0) {
                    return Optional.of(new Place(i, start));
                }
            } catch (NoSuchFileException e) {
                return Optional.empty();
            }
        }
        return Optional.of(new Place(0, 0));
    }

    /** Where the lines begin in this file, or -1 if they begin before it. */
    private long scan(FileChannel in) throws IOException {
        long end = in.size();
        int length = BLOCK;
        while (end > 0) {
            int count = (int) Math.min(length, end);
            byte[] block = read(in, end - count, count);
            int recordEnd = lineStart(block, block.length);
            int first = count == end ? 0 : lineStartAfter(block);
            if (recordEnd <= first && count < end) {
                length *= 2; // one line is longer than the block
                if (length > 1 << 24) {
                    return end;
                }
                continue;
            }
            while (recordEnd > first) {
                int recordStart = lineStart(block, recordEnd - 1);
                if (endsLine(block, recordStart, recordEnd) && lines-- == 0) {
                    return end - count + recordEnd;
                }
                recordEnd = recordStart;
            }
            end = end - count + first;
            length = BLOCK;
        }
        return -1;
    }

    private boolean endsLine(byte[] block, int from, int to) {
        Optional<LogRecord> record = format.decode(block, from, to);
        boolean last = atEnd && record.isPresent();
        atEnd &= !last;
        return record.isPresent() && (last || !record.get().partial());
    }

    /** The start of the line that ends, or goes on, at {@code end}. */
    private static int lineStart(byte[] block, int end) {
        int i = end;
        while (i > 0 && block[i - 1] != '\n') {
            i--;
        }
        return i;
    }

    private static int lineStartAfter(byte[] block) {
        int i = 0;
        while (i < block.length && block[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, block.length);
    }

    private static byte[] read(FileChannel in, long position, int count) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(count);
        while (block.hasRemaining() && in.read(block, position + block.position()) > 0) {}
        return block.array();
    }
}
