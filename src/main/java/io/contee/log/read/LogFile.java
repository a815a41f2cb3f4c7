package io.contee.log.read;

import io.contee.log.LogFiles;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** An open file of a log, as if it were not compressed. One thread reads; any may close. */
interface LogFile extends Closeable {

    /**
     * Reads bytes at a place.
     *
     * @return the number of bytes read; 0 or less at the end
     */
    int read(ByteBuffer to, long position) throws IOException;

    /** Returns the file's current size in bytes; for a compressed file an upper limit. */
    long size() throws IOException;

    /** Returns whether reading backwards costs no more than reading forwards. */
    boolean seekable();

    /** Returns whether the file is cut short by damage. */
    boolean damaged();

    /**
     * Opens a listed file.
     *
     * @throws RotatedException if it has been renamed, compressed or deleted since
     */
    static LogFile open(LogFiles.Entry entry) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(entry.path(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new RotatedException();
        }
        try {
            if (!LogFiles.isAt(entry.path(), entry.key())) {
                throw new RotatedException();
            }
            return entry.compressed() ? new GzipLogFile(channel) : new PlainLogFile(channel);
        } catch (IOException | RuntimeException e) {
            try (channel) {
                throw e;
            }
        }
    }

    /** Returns at most {@code count} bytes from a place, fewer where the file ends. */
    default byte[] bytes(long position, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && read(bytes, position + bytes.position()) > 0) {}
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
