package io.contee.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * The far side of a pty whose near side, the master, belongs to another process, such as a guest's QEMU. While it is
 * open it must be read, or the other process finds the pty full. Not thread-safe: its loop's thread calls it.
 */
public final class PtySlave implements ByteSink, AutoCloseable {

    private final int fd;
    private boolean closed;

    private PtySlave(int fd) {
        this.fd = fd;
    }

    /**
     * Opens a pty and makes it raw: bytes pass unchanged, and nothing is echoed.
     *
     * @throws IOException if it cannot be opened or is not a terminal
     */
    public static PtySlave open(Path path) throws IOException {
        int fd = Libc.check(
                Libc.open(path.toString(), Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC),
                "open " + path);
        PtySlave slave = new PtySlave(fd);
        try {
            Termios.makeRaw(fd, path.toString());
            return slave;
        } catch (IOException e) {
            slave.close();
            throw e;
        }
    }

    /**
     * Reads once, from the buffer's position on.
     *
     * @return the number of bytes, {@link UnixConnection#WOULD_BLOCK} or {@link UnixConnection#END}
     * @throws IOException if reading fails, as it also does at the end of a pty
     */
    public int read(IoBuffer buffer) throws IOException {
        return buffer.fill(fd, "read from a pty");
    }

    /**
     * Writes as much of the buffer's remaining bytes as the pty accepts now, and moves its position past them.
     *
     * @return the number of bytes, 0 if it accepts none now
     * @throws IOException if the other process has closed it
     */
    @Override
    public int write(IoBuffer buffer) throws IOException {
        ByteBuffer bytes = buffer.bytes();
        while (true) {
            long n = Libc.write(fd, buffer.address() + bytes.position(), bytes.remaining());
            if (n >= 0) {
                bytes.position(bytes.position() + (int) n);
                return (int) n;
            }
            switch (Libc.errno()) {
                case Libc.EINTR -> {}
                case Libc.EAGAIN -> {
                    return 0;
                }
                default -> throw Libc.failure("write to a pty");
            }
        }
    }

    int fd() {
        return fd;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }
}
