package io.contee.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/** A regular file that another process writes, open for reading. One thread at a time; calls may wait for the disk. */
public final class ReadableFile implements AutoCloseable {

    // struct statx, see statx(2): its layout is the same on all machines.
    private static final int STATX_BYTES = 256;
    private static final int MODE_AT = 28;
    private static final int INODE_AT = 32;
    private static final int SIZE_AT = 40;
    private static final int BIRTH_AT = 80;
    private static final int MODIFIED_AT = 112;
    private static final int DEVICE_MAJOR_AT = 136;
    private static final int DEVICE_MINOR_AT = 140;
    private static final int TYPE_MASK = 0170000;
    private static final int REGULAR = 0100000;
    private static final long NANOS = 1_000_000_000;

    private final int fd;
    private final Identity identity;
    private boolean closed;

    private ReadableFile(int fd, Identity identity) {
        this.fd = fd;
        this.identity = identity;
    }

    /**
     * The identity of a file, which also differs from that of a later file with the same inode.
     *
     * @param device the file system
     * @param inode the file's number there
     * @param birth when it was made, in nanoseconds since the epoch; 0 if the file system does not record it
     */
    public record Identity(long device, long inode, long birth) {}

    /**
     * The current state of a file.
     *
     * @param size in bytes
     * @param modified when it was last written, in nanoseconds since the epoch
     */
    public record State(long size, long modified) {}

    /**
     * Opens a file.
     *
     * @return empty if it does not exist
     * @throws IOException if it cannot be opened or is not a regular file
     */
    public static Optional<ReadableFile> open(Path path) throws IOException {
        // Without O_NONBLOCK, opening a FIFO would wait for a writer.
        int fd = Libc.open(path.toString(), Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (fd < 0) {
            if (Libc.errno() == Libc.ENOENT) {
                return Optional.empty();
            }
            throw Libc.failure("open " + path);
        }
        try {
            ByteBuffer stat = stat(fd);
            if ((stat.getShort(MODE_AT) & TYPE_MASK) != REGULAR) {
                throw new IOException("open " + path + ": it is not a regular file");
            }
            long device = (long) stat.getInt(DEVICE_MAJOR_AT) << Integer.SIZE | stat.getInt(DEVICE_MINOR_AT);
            return Optional.of(
                    new ReadableFile(fd, new Identity(device, stat.getLong(INODE_AT), nanos(stat, BIRTH_AT))));
        } catch (IOException e) {
            Libc.close(fd);
            throw e;
        }
    }

    private static ByteBuffer stat(int fd) throws IOException {
        byte[] stat = new byte[STATX_BYTES];
        Libc.check(
                Libc.statx(fd, "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS | Libc.STATX_BTIME, stat),
                "examine a file");
        return ByteBuffer.wrap(stat).order(ByteOrder.nativeOrder());
    }

    private static long nanos(ByteBuffer stat, int at) {
        return stat.getLong(at) * NANOS + stat.getInt(at + Long.BYTES);
    }

    /** Returns the identity of the file. */
    public Identity identity() {
        return identity;
    }

    /** Returns the current state of the file. */
    public State state() throws IOException {
        ByteBuffer stat = stat(fd);
        return new State(stat.getLong(SIZE_AT), nanos(stat, MODIFIED_AT));
    }

    /**
     * Reads into a buffer, from its position on.
     *
     * @param offset where in the file to begin, in bytes
     * @return the number of bytes, 0 at the end of the file
     */
    public int read(IoBuffer buffer, long offset) throws IOException {
        ByteBuffer bytes = buffer.bytes();
        while (true) {
            long n = Libc.pread(fd, buffer.address() + bytes.position(), bytes.remaining(), offset);
            if (n >= 0) {
                bytes.position(bytes.position() + (int) n);
                return (int) n;
            }
            if (Libc.errno() != Libc.EINTR) {
                throw Libc.failure("read a file");
            }
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }
}
