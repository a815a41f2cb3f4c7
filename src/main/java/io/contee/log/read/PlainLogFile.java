package io.contee.log.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file that is not compressed. */
record PlainLogFile(FileChannel channel) implements LogFile {

    @Override
    public int read(ByteBuffer to, long position) throws IOException {
        return channel.read(to, position);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public boolean seekable() {
        return true;
    }

    @Override
    public boolean damaged() {
        return false;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
