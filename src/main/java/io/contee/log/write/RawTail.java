package io.contee.log.write;

import io.contee.log.RotatedNames;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Reads the end of a raw log, across its rotated files as far as they exist and are not compressed. Nothing may write
 * to the log meanwhile.
 */
public final class RawTail {

    private RawTail() {}

    /**
     * Reads the last bytes of a log.
     *
     * @param log its current file
     * @param count the most bytes to read
     * @return the bytes, fewer if there are no more; none if the log does not exist
     * @throws IOException if it cannot be read
     */
    public static byte[] read(Path log, int count) throws IOException {
        Deque<byte[]> parts = new ArrayDeque<>();
        int left = count;
        RotatedNames names = new RotatedNames(log);
        Path file = log;
        for (int i = 0; left > 0; i++) {
            byte[] part;
            try {
                part = tail(file, left);
            } catch (NoSuchFileException e) {
                if (i > 0) {
                    break;
                }
                part = new byte[0]; // renamed, and not yet created again
            }
            parts.addFirst(part);
            left -= part.length;
            file = names.numbered(i);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(count - left);
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] tail(Path file, int count) throws IOException {
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            long size = in.size();
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, size));
            long start = size - bytes.capacity();
            while (bytes.hasRemaining() && in.read(bytes, start + bytes.position()) > 0) {}
            return bytes.array();
        }
    }

    /**
     * Returns the last lines of a text; an unfinished one counts.
     *
     * @param lines the most lines to return
     */
    public static byte[] lastLines(byte[] text, int lines) {
        int start = text.length;
        int missing = lines;
        while (start > 0 && missing > 0) {
            start = lineStart(text, start - 1);
            missing--;
        }
        return from(text, start);
    }

    /**
     * Returns a text without its first line, the beginning of which may be missing; all of it if it has one line only.
     */
    public static byte[] wholeLines(byte[] text) {
        for (int i = 0; i < text.length - 1; i++) {
            if (text[i] == '\n') {
                return from(text, i + 1);
            }
        }
        return text;
    }

    /** Returns the start of the line whose last byte, a newline or not, is at {@code last}. */
    private static int lineStart(byte[] text, int last) {
        int i = last;
        while (i > 0 && text[i - 1] != '\n') {
            i--;
        }
        return i;
    }

    private static byte[] from(byte[] text, int start) {
        return Arrays.copyOfRange(text, start, text.length);
    }
}
