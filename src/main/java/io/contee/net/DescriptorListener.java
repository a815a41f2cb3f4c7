package io.contee.net;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A listening socket at which processes of the same user connect to pass descriptors. From the first instant, only that
 * user may access its file. Any thread may close it; one thread waits for connections.
 */
public final class DescriptorListener implements AutoCloseable {

    private static final int MODE = 0600;
    private static final int BACKLOG = 16;
    private static final int SHUT_RD_WR = 2;

    private final int fd;
    private final Path path;

    @GuardedBy("this")
    private boolean closed;

    private DescriptorListener(int fd, Path path) {
        this.fd = fd;
        this.path = path;
    }

    /**
     * Listens at {@code path}, and replaces any socket that was left there.
     *
     * @throws ConteeException if the socket cannot be made there
     */
    public static DescriptorListener bind(Path path) {
        return bind(path, 0);
    }

    /** Listens like {@link #bind}, for {@link #poll} instead of {@link #accept}. */
    static DescriptorListener bindNonBlocking(Path path) {
        return bind(path, Libc.SOCK_NONBLOCK);
    }

    private static DescriptorListener bind(Path path, int flags) {
        byte[] address = UnixAddress.encode(path);
        int fd = -1;
        try {
            fd = Libc.check(
                    Libc.socket(Libc.AF_UNIX, Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC | flags, 0),
                    "make a unix socket");
            Libc.check(Libc.fchmod(fd, MODE), "set the mode of a unix socket");
            Files.deleteIfExists(path);
            Libc.check(Libc.bind(fd, address, address.length), "bind");
            Libc.check(Libc.listen(fd, BACKLOG), "listen");
            return new DescriptorListener(fd, path);
        } catch (IOException e) {
            if (fd >= 0) {
                Libc.close(fd);
            }
            throw new ConteeException(
                    "cannot listen at " + path + ": " + ConteeException.reason(e) + ": check its directory", e);
        }
    }

    /**
     * Waits for the next connection.
     *
     * @throws IOException if it was closed, or the process has no descriptor left
     */
    public DescriptorSocket accept() throws IOException {
        return poll().orElseThrow(() -> Libc.failure("accept a connection at " + path));
    }

    /**
     * Accepts the next connection.
     *
     * @return empty if none waits and the listener does not block
     * @throws IOException if it was closed, or the process has no descriptor left
     */
    Optional<DescriptorSocket> poll() throws IOException {
        while (true) {
            int accepted = Libc.accept4(fd, 0, 0, Libc.SOCK_CLOEXEC);
            if (accepted >= 0) {
                return Optional.of(new DescriptorSocket(accepted));
            }
            int errno = Libc.errno();
            if (errno == Libc.EAGAIN) {
                return Optional.empty();
            } else if (errno != Libc.EINTR && errno != Libc.ECONNABORTED) {
                throw Libc.failure("accept a connection at " + path);
            }
        }
    }

    int fd() {
        return fd;
    }

    /**
     * Stops accepting connections, and wakes the thread that waits for one. The file stays, and connections to it are
     * refused.
     */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.shutdown(fd, SHUT_RD_WR);
            Libc.close(fd);
        }
    }
}
