package io.contee.net;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.ByteBuffer;

/** An epoll instance, epoll(7). The loop's thread calls it, except for {@link #wake}, which any thread may call. */
final class Epoll implements AutoCloseable {

    static final int IN = 0x001;
    static final int OUT = 0x004;
    static final int ERR = 0x008;
    static final int HUP = 0x010;

    private static final int MAX_EVENTS = 256;
    private static final long WAKE = -1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The limit below which whole milliseconds are too coarse. */
    private static final long SHORT_NANOS = 10 * NANOS_PER_MILLI;

    private final int fd;
    private final int wakeFd;
    private final IoBuffer change = new IoBuffer(Libc.EPOLL_EVENT_SIZE);
    private final IoBuffer counter = new IoBuffer(Long.BYTES);
    private final IoBuffer one = new IoBuffer(Long.BYTES);
    private final IoBuffer timeout = new IoBuffer(2 * Long.BYTES);
    private boolean precise = true;

    @GuardedBy("this")
    private boolean closed;

    Epoll() throws IOException {
        fd = Libc.check(Libc.epoll_create1(Libc.EPOLL_CLOEXEC), "make an epoll instance");
        wakeFd = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        if (wakeFd < 0) {
            IOException failure = Libc.failure("make an eventfd");
            Libc.close(fd);
            throw failure;
        }
        one.bytes().putLong(0, 1);
        control(Libc.EPOLL_CTL_ADD, wakeFd, IN, WAKE);
    }

    /** Adds, changes or removes a descriptor; {@code key} is reported with its events. */
    void control(int operation, int target, int events, long key) throws IOException {
        change.bytes().putInt(0, events).putLong(Libc.EPOLL_EVENT_DATA, key);
        Libc.check(Libc.epoll_ctl(fd, operation, target, change.address()), "change an epoll registration");
    }

    /**
     * Waits for events.
     *
     * @param timeoutNanos the maximum time to wait, {@link Long#MAX_VALUE} for no limit; kernels before 5.11 round it
     *     to milliseconds
     * @return the number of events in {@code batch}
     */
    int await(Batch batch, long timeoutNanos) throws IOException {
        int n = timeoutNanos > 0 && timeoutNanos < SHORT_NANOS && precise
                ? awaitShort(batch, timeoutNanos)
                : Libc.epoll_wait(fd, batch.memory.address(), MAX_EVENTS, millis(timeoutNanos));
        if (n < 0) {
            if (Libc.errno() == Libc.EINTR) {
                return 0;
            }
            throw Libc.failure("wait for events");
        }
        return n;
    }

    private int awaitShort(Batch batch, long timeoutNanos) {
        timeout.bytes().putLong(0, 0).putLong(Long.BYTES, timeoutNanos);
        int n = (int)
                Libc.syscall(Libc.SYS_EPOLL_PWAIT2, fd, batch.memory.address(), MAX_EVENTS, timeout.address(), 0, 0);
        if (n < 0 && Libc.errno() == Libc.ENOSYS) {
            precise = false;
            return 0;
        }
        return n;
    }

    private static int millis(long nanos) {
        if (nanos <= 0) {
            return 0;
        }
        return nanos == Long.MAX_VALUE ? -1 : (int) Math.min(Integer.MAX_VALUE, nanos / NANOS_PER_MILLI + 1);
    }

    /** Makes a wait return. Has no effect once it is closed: its descriptors may have been reused by then. */
    synchronized void wake() {
        if (!closed) {
            Libc.write(wakeFd, one.address(), Long.BYTES);
        }
    }

    /** Clears a wake-up, once it was reported. */
    void clearWake() {
        Libc.read(wakeFd, counter.address(), Long.BYTES);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(wakeFd);
            Libc.close(fd);
        }
    }

    /** The events of one wait. */
    static final class Batch {

        private final IoBuffer memory = new IoBuffer(MAX_EVENTS * Libc.EPOLL_EVENT_SIZE);

        int events(int i) {
            return bytes().getInt(i * Libc.EPOLL_EVENT_SIZE);
        }

        long key(int i) {
            return bytes().getLong(i * Libc.EPOLL_EVENT_SIZE + Libc.EPOLL_EVENT_DATA);
        }

        boolean isWake(int i) {
            return key(i) == WAKE;
        }

        private ByteBuffer bytes() {
            return memory.bytes();
        }
    }
}
