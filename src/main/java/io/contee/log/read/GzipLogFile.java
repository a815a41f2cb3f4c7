package io.contee.log.read;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** A compressed file, decompressed while it is read. It ends where it is damaged. */
final class GzipLogFile implements LogFile {

    private static final int BUFFER = 64 << 10;

    private final FileChannel channel;

    /** The decompressed stream; null before the first read. */
    private @Nullable InputStream in;

    private long position;
    private boolean ended;
    private boolean damaged;

    GzipLogFile(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public int read(ByteBuffer to, long from) throws IOException {
        try {
            InputStream stream = at(from);
            int count = ended ? -1 : stream.read(to.array(), to.arrayOffset() + to.position(), to.remaining());
            if (count > 0) {
                to.position(to.position() + count);
                position += count;
            }
            return count;
        } catch (EOFException | ZipException e) {
            ended = true;
            damaged = true;
            return -1;
        }
    }

    private InputStream at(long from) throws IOException {
        InputStream stream = in;
        if (stream == null || from < position) {
            channel.position(0);
            position = 0;
            ended = false;
            stream = new GZIPInputStream(Channels.newInputStream(channel), BUFFER);
            in = stream;
        }
        while (position < from && !ended) {
            long skipped = stream.skip(from - position);
            ended = skipped == 0 && stream.read() < 0;
            position += skipped == 0 && !ended ? 1 : skipped;
        }
        return stream;
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean seekable() {
        return false;
    }

    @Override
    public boolean damaged() {
        return damaged;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
