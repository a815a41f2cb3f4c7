package io.contee.net;

import java.io.IOException;

/** An open descriptor by its number, to be passed between processes. Any thread may call it. */
public record Descriptor(int fd) implements AutoCloseable {

    /** The first descriptor that a service manager passes, sd_listen_fds(3). */
    private static final int FIRST_PASSED = 3;

    /**
     * Returns one of the descriptors that a service manager passes to a process that it starts. It is not passed on to
     * programs that this process starts.
     *
     * @param index its index, from 0 on
     */
    public static Descriptor passed(int index) throws IOException {
        int fd = FIRST_PASSED + index;
        Libc.check(Libc.fcntl(fd, Libc.F_SETFD, Libc.FD_CLOEXEC), "use passed descriptor " + fd);
        return new Descriptor(fd);
    }

    /**
     * Returns another descriptor of the same open file, which stays open when this one is closed.
     *
     * @throws IOException if the process has too many descriptors
     */
    public Descriptor duplicate() throws IOException {
        return new Descriptor(Libc.check(Libc.fcntl(fd, Libc.F_DUPFD_CLOEXEC, 0), "duplicate a descriptor"));
    }

    /** Closes the descriptor. The open file stays open if another process has it, too. */
    @Override
    public void close() {
        Libc.close(fd);
    }
}
