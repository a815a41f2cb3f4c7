package io.contee.net;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A listening unix socket. Any thread may make it; afterwards only its loop's thread calls it. Its file has its final
 * mode from the first instant, and nobody can connect before its owner is set.
 */
public final class UnixListener implements AutoCloseable {

    private static final int BACKLOG = 64;

    private final int fd;
    private final Path path;
    private final Object file;
    private boolean closed;

    private UnixListener(int fd, Path path, Object file) {
        this.fd = fd;
        this.path = path;
        this.file = file;
    }

    /** Sets who may connect, after the socket's file is made and before the first connection. */
    @FunctionalInterface
    public interface Ownership {
        /** Sets the file's owner and group. */
        void apply(Path socket) throws IOException;
    }

    /**
     * Listens at {@code path}, and replaces any socket that was left there.
     *
     * @param mode the permission bits of the socket's file, as of chmod(2)
     * @param ownership sets the file's owner
     * @throws ConteeException if the path is too long, or the socket cannot be made there
     */
    public static UnixListener bind(Path path, int mode, Ownership ownership) {
        byte[] address = UnixAddress.encode(path);
        int fd = -1;
        boolean bound = false;
        try {
            fd = Libc.check(
                    Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0),
                    "make a unix socket");
            // Linux gives the file the mode of the unbound socket, less the umask: its mode is never wider, not even
            // for an instant.
            Libc.check(Libc.fchmod(fd, mode), "set the mode of a unix socket");
            Files.deleteIfExists(path);
            Libc.check(Libc.bind(fd, address, address.length), "bind");
            bound = true;
            ownership.apply(path);
            Libc.check(Libc.chmod(path.toString(), mode), "set the mode of the socket's file");
            Libc.check(Libc.listen(fd, BACKLOG), "listen");
            return new UnixListener(fd, path, identity(path));
        } catch (IOException e) {
            if (fd >= 0) {
                Libc.close(fd);
            }
            if (bound) {
                deleteQuietly(path);
            }
            throw new ConteeException(
                    "cannot listen at " + path + ": " + ConteeException.reason(e)
                            + ": check that its directory can be written and its owner exists",
                    e);
        }
    }

    /**
     * Makes a listener of a socket that another process has opened.
     *
     * @param path the path where it listens
     * @return empty if the socket's file is not there any more and nobody could connect; the socket is then closed
     */
    public static Optional<UnixListener> adopt(Descriptor descriptor, Path path) {
        try {
            return Optional.of(new UnixListener(descriptor.fd(), path, identity(path)));
        } catch (IOException e) {
            descriptor.close();
            return Optional.empty();
        }
    }

    /**
     * Accepts the next connection, if one waits. Returns none once the listener is closed.
     *
     * @throws IOException if none can be accepted now, for example because the process has no descriptor left
     */
    public Optional<UnixConnection> accept() throws IOException {
        while (!closed) {
            int accepted = Libc.accept4(fd, 0, 0, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
            if (accepted >= 0) {
                return Optional.of(new UnixConnection(accepted));
            }
            switch (Libc.errno()) {
                case Libc.EINTR, Libc.ECONNABORTED -> {}
                case Libc.EAGAIN -> {
                    return Optional.empty();
                }
                default -> throw Libc.failure("accept a connection at " + path);
            }
        }
        return Optional.empty();
    }

    /** Returns the path where it listens. */
    public Path path() {
        return path;
    }

    /** Returns the descriptor, which is valid until the listener is closed. */
    public Descriptor descriptor() {
        return new Descriptor(fd);
    }

    int fd() {
        return fd;
    }

    /** Returns device and inode of the socket's file, which no other file has before the socket is closed. */
    private static Object identity(Path path) throws IOException {
        return Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
    }

    /** Stops listening and removes the socket's file, unless another listener has replaced it. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                if (file.equals(identity(path))) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException e) {
                // A socket without a listener refuses connections, and the next bind replaces it.
            }
            Libc.close(fd);
        }
    }

    private static void deleteQuietly(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // The next bind replaces it.
        }
    }
}
