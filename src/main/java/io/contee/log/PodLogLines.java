package io.contee.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a pod log's files one after another, across rotation. One thread reads; any may close.
 *
 * <p>An incomplete line at the end is not kept but read again, as a writer that restarts may cut it off.
 */
final class PodLogLines implements Closeable {

    private static final int BUFFER = 128 << 10;

    /** Beyond this a line is no record. */
    private static final int MAX_LINE = 1 << 20;

    private final PodLogFiles files;
    private volatile FileChannel channel;
    private Object key;

    /** The name that the file had among the old ones, or of the newest one older than it; empty if there was none. */
    private String passed;

    /** Where in the file the first buffered byte lies. */
    private long position;

    private byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private int lineFrom;
    private int lineTo;
    private boolean complete;
    private long damaged;

    private PodLogLines(PodLogFiles files, FileChannel channel, PodLogFiles.Entry entry, String passed) {
        this.files = files;
        this.channel = channel;
        this.key = entry.key();
        this.passed = passed;
    }

    /**
     * Opens the files at a place.
     *
     * @param list the files as they were found
     * @param index the one to begin with
     * @return empty if a rotation came between: list them again
     */
    static Optional<PodLogLines> open(PodLogFiles files, List<PodLogFiles.Entry> list, int index, long position)
            throws IOException {
        PodLogFiles.Entry entry = list.get(index);
        Optional<FileChannel> channel = open(entry);
        if (channel.isEmpty()) {
            return Optional.empty();
        }
        PodLogLines lines = new PodLogLines(files, channel.get(), entry, passed(list, index));
        lines.position = position;
        return Optional.of(lines);
    }

    byte[] bytes() {
        return buffer;
    }

    int lineFrom() {
        return lineFrom;
    }

    int lineTo() {
        return lineTo;
    }

    /** How many lines were no lines: torn at a file's end, or endless. */
    long damaged() {
        return damaged;
    }

    /** Whether everything before a place has been read. */
    boolean isAt(Object fileKey, long end) {
        return key.equals(fileKey) && position >= end;
    }

    /** Goes on to the next whole line; false if there is none yet in this file. */
    boolean next() throws IOException {
        int scanned = from;
        while (true) {
            for (int i = scanned; i < to; i++) {
                if (buffer[i] == '\n') {
                    lineFrom = from;
                    lineTo = i + 1;
                    position += lineTo - from;
                    from = lineTo;
                    return true;
                }
            }
            makeRoom();
            scanned = to;
            int count = channel.read(ByteBuffer.wrap(buffer, to, buffer.length - to), position + to - from);
            if (count <= 0) {
                return false;
            }
            to += count;
        }
    }

    /** At the end of the file: whether there is more to read now, in it or in the one after it. */
    boolean advance() throws IOException {
        if (files.isCurrent(key)) {
            to = from;
            return false;
        }
        List<PodLogFiles.Entry> list = files.list();
        int next = after(list);
        if (next == list.size()) {
            to = from;
            return false;
        }
        if (!complete) {
            // Nothing is written to a file once there is a newer one; what came before that is read first.
            complete = true;
            to = from;
            return true;
        }
        Optional<FileChannel> opened = open(list.get(next));
        if (opened.isPresent()) {
            if (to > from) {
                damaged++;
            }
            FileChannel old = channel;
            channel = opened.get();
            old.close();
            key = list.get(next).key();
            passed = passed(list, next);
            position = 0;
            from = 0;
            to = 0;
            complete = false;
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private int after(List<PodLogFiles.Entry> list) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).key().equals(key)) {
                return i + 1;
            }
        }
        // The file was deleted, and with it all older ones, unless someone removed it alone.
        int next = 0;
        while (next < list.size()
                && !list.get(next).current()
                && name(list.get(next)).compareTo(passed) <= 0) {
            next++;
        }
        return next;
    }

    private static String passed(List<PodLogFiles.Entry> list, int index) {
        if (!list.get(index).current()) {
            return name(list.get(index));
        }
        return index == 0 ? "" : name(list.get(index - 1));
    }

    private static String name(PodLogFiles.Entry entry) {
        return entry.path().getFileName().toString();
    }

    private static Optional<FileChannel> open(PodLogFiles.Entry entry) throws IOException {
        Path path = entry.path();
        try {
            FileChannel opened = FileChannel.open(path, StandardOpenOption.READ);
            try {
                if (PodLogFiles.isAt(path, entry.key())) {
                    return Optional.of(opened);
                }
                opened.close();
                return Optional.empty();
            } catch (IOException | RuntimeException e) {
                try (opened) {
                    throw e;
                }
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void makeRoom() {
        if (to < buffer.length) {
            return;
        }
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
        } else if (buffer.length < MAX_LINE) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        } else {
            position += to;
            to = 0;
            damaged++;
        }
        to -= from;
        from = 0;
    }
}
