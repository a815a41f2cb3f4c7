package io.contee.net;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The near side of a pty. While it is open, its number is not given to another pty. Any thread may use it.
 *
 * <p>When the last descriptor of a master is closed, the kernel hangs the pty up and discards what its reader has not
 * read yet. A copy of another process's master, see {@link #copyOf}, prevents that.
 */
public final class PtyMaster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PtyMaster.class);
    private static final int NAME_BYTES = 64;

    private final int fd;

    @GuardedBy("this")
    private boolean closed;

    private PtyMaster(int fd) {
        this.fd = fd;
    }

    /**
     * Makes a pty, which gets the lowest free number.
     *
     * @throws IOException if none is left
     */
    public static PtyMaster make() throws IOException {
        return new PtyMaster(Libc.check(Libc.posix_openpt(Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC), "make a pty"));
    }

    /**
     * Copies the descriptor of another process's master: both are the same open file.
     *
     * @throws IOException if that is not permitted or supported: it requires CAP_SYS_PTRACE and Linux 5.6
     */
    public static PtyMaster copyOf(int pid, int descriptor) throws IOException {
        int process = (int) Libc.syscall(Libc.SYS_PIDFD_OPEN, pid, 0, 0);
        Libc.check(process, "open process " + pid);
        try {
            int copy = (int) Libc.syscall(Libc.SYS_PIDFD_GETFD, process, descriptor, 0);
            return new PtyMaster(Libc.check(copy, "copy a descriptor of process " + pid));
        } finally {
            Libc.close(process);
        }
    }

    /**
     * Makes the pty of a path, whose number must be free.
     *
     * @return empty if the number is in use, or the pty cannot be made
     */
    public static Optional<PtyMaster> reserve(String path) {
        try (Claim claim = claim(path)) {
            return claim.wanted();
        }
    }

    /**
     * Allocates all free numbers below that of a path: the next pty that is made gets this path, if it is free.
     *
     * @return frees the lower numbers when it is closed
     */
    public static Claim fillBelow(String path) {
        Claim claim = claim(path);
        claim.wanted().ifPresent(PtyMaster::close);
        return claim;
    }

    private static Claim claim(String path) {
        List<PtyMaster> lower = new ArrayList<>();
        try {
            while (true) {
                PtyMaster made = make();
                String got = made.path();
                if (got.equals(path)) {
                    return new Claim(Optional.of(made), lower);
                }
                lower.add(made);
                // The kernel allocates the lowest free number.
                if (got.length() > path.length() || (got.length() == path.length() && got.compareTo(path) > 0)) {
                    return new Claim(Optional.empty(), lower);
                }
            }
        } catch (IOException e) {
            LOG.debug("claiming {}: {}", path, e.getMessage());
            return new Claim(Optional.empty(), lower);
        }
    }

    /**
     * The ptys that were made in order to get one of a given path.
     *
     * @param wanted the pty, if it was free
     * @param lower the ptys that were made on the way
     */
    public record Claim(Optional<PtyMaster> wanted, List<PtyMaster> lower) implements AutoCloseable {

        /** Closes the lower ptys. */
        @Override
        public void close() {
            lower.forEach(PtyMaster::close);
        }
    }

    /**
     * Returns the path of the far side.
     *
     * @throws IOException if it has none
     */
    public String path() throws IOException {
        byte[] name = new byte[NAME_BYTES];
        int errno = Libc.ptsname_r(fd, name, name.length);
        if (errno != 0) {
            throw new IOException("find a pty's path: " + Libc.strerror(errno));
        }
        String text = new String(name, StandardCharsets.US_ASCII);
        return text.substring(0, text.indexOf(0));
    }

    int fd() {
        return fd;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }
}
