package io.contee.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** A non-blocking stream connection over a unix socket. Not thread-safe: its loop's thread calls it. */
public final class UnixConnection implements ByteSink, AutoCloseable {

    /** The result of {@link #read} if there is nothing to read now. */
    public static final int WOULD_BLOCK = 0;

    /** The result of {@link #read} if the peer does not send any more. */
    public static final int END = -1;

    private final int fd;
    private boolean closed;

    UnixConnection(int fd) {
        this.fd = fd;
    }

    /**
     * Connects to a listening socket.
     *
     * @throws IOException if nothing listens there, or connecting is not permitted
     */
    public static UnixConnection connect(Path path) throws IOException {
        byte[] address = UnixAddress.encode(path);
        int fd = Libc.check(
                Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0),
                "make a unix socket");
        if (Libc.connect(fd, address, address.length) < 0) {
            IOException failure = Libc.failure("connect to " + path);
            Libc.close(fd);
            throw failure;
        }
        return new UnixConnection(fd);
    }

    /**
     * Reads once, from the buffer's position on.
     *
     * @return the number of bytes, {@link #WOULD_BLOCK}, also for a full buffer, or {@link #END}
     * @throws IOException if the connection failed
     */
    public int read(IoBuffer buffer) throws IOException {
        return buffer.fill(fd, "read from a unix socket");
    }

    /** Returns the number of bytes that can be read now. */
    public int available() {
        int[] count = new int[1];
        return Libc.ioctl(fd, Libc.FIONREAD, count) < 0 ? 0 : count[0];
    }

    /** Reads like {@link #read}, but leaves the bytes in the socket for the next read. */
    public int peek(IoBuffer buffer) throws IOException {
        return buffer.fill(fd, "read from a unix socket", true);
    }

    /**
     * Writes as much of the buffer's remaining bytes as the peer accepts now, and moves its position past them.
     *
     * @return the number of bytes, 0 if the peer accepts none now
     * @throws IOException if the connection failed or the peer does not read any more
     */
    @Override
    public int write(IoBuffer buffer) throws IOException {
        ByteBuffer bytes = buffer.bytes();
        int start = bytes.position();
        while (bytes.hasRemaining()) {
            long n = Libc.send(fd, buffer.address() + bytes.position(), bytes.remaining(), Libc.MSG_NOSIGNAL);
            if (n >= 0) {
                bytes.position(bytes.position() + (int) n);
                continue;
            }
            int errno = Libc.errno();
            if (errno == Libc.EAGAIN) {
                break;
            }
            if (errno != Libc.EINTR) {
                throw Libc.failure("write to a unix socket");
            }
        }
        return bytes.position() - start;
    }

    /** Returns the process at the other end, which connected or listens. */
    public PeerCredentials peer() throws IOException {
        return PeerCredentials.of(fd);
    }

    /** Makes a connection of a descriptor that another process has opened. */
    public static UnixConnection adopt(Descriptor descriptor) {
        return new UnixConnection(descriptor.fd());
    }

    /** Returns the descriptor, which is valid until the connection is closed. */
    public Descriptor descriptor() {
        return new Descriptor(fd);
    }

    /**
     * Returns whether the process that connected has ended, after which its id may be reused. Kernels before 6.5 do not
     * report that, and the process counts as running.
     */
    public boolean hasPeerEnded() {
        byte[] value = new byte[Integer.BYTES];
        if (Libc.getsockopt(fd, Libc.SOL_SOCKET, Libc.SO_PEERPIDFD, value, new int[] {value.length}) < 0) {
            return Libc.errno() == Libc.ESRCH;
        }
        int process = ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
        try {
            return Libc.syscall(Libc.SYS_PIDFD_SEND_SIGNAL, process, 0, 0, 0, 0, 0) < 0 && Libc.errno() == Libc.ESRCH;
        } finally {
            Libc.close(process);
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
