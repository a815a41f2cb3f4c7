package io.contee.log.write;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk that has room for a number of bytes, then fails as a full one does: after a part of a write. */
final class FaultyDisk implements RotatingFile.Opener {

    long room = Long.MAX_VALUE;

    /** Called after every write. */
    Runnable afterWrite = () -> {};

    /** How often something was forced to it. */
    int forced;

    /** Whether nothing can be written any more, as on one that has turned read-only. */
    boolean broken;

    /** How many of its files are open. */
    int open;

    @Override
    public FileChannel open(Path path) throws IOException {
        check();
        Files.createDirectories(path.getParent());
        return new Channel(FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    private void check() throws IOException {
        if (broken) {
            throw new IOException("Read-only file system");
        }
    }

    private final class Channel extends FileChannel {

        private final FileChannel file;

        Channel(FileChannel file) {
            this.file = file;
            open++;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            check();
            if (room == 0 && source.hasRemaining()) {
                throw new IOException("No space left on device");
            }
            int limit = source.limit();
            source.limit(source.position() + (int) Math.min(source.remaining(), room));
            int count = file.write(source);
            source.limit(limit);
            room -= count;
            afterWrite.run();
            return count;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            check();
            file.truncate(size);
            return this;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        protected void implCloseChannel() throws IOException {
            open--;
            file.close();
        }

        @Override
        public int read(ByteBuffer target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long read(ByteBuffer[] targets, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long position() {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileChannel position(long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void force(boolean metaData) throws IOException {
            if (room == 0) {
                throw new IOException("No space left on device");
            }
            forced++;
            file.force(metaData);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long transferFrom(ReadableByteChannel source, long position, long count) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int read(ByteBuffer target, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int write(ByteBuffer source, long position) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) {
            throw new UnsupportedOperationException();
        }
    }
}
