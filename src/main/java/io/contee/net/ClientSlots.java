package io.contee.net;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The descriptors that clients may hold at a time. The rest is reserved for guests: at least half of what the process
 * may have, and more if its consoles need it. So no number of clients keeps a guest from being served. Any thread may
 * call it.
 */
public final class ClientSlots {

    /** The descriptors of the process itself: some 70 for jars, loops and sockets, and some for short requests. */
    static final int OWN = 128;

    /** The descriptors of a console: two sockets, its guest, three logs, and those of a pty. */
    static final int PER_CONSOLE = 8;

    /** The number of consoles that can be opened although clients hold all that they may. */
    static final int SPARE_CONSOLES = 4;

    private static final long LOGGED_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final Logger LOG = LoggerFactory.getLogger(ClientSlots.class);

    private final LongSupplier limit;
    private final IntSupplier consoles;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private long used;

    @GuardedBy("this")
    private long refused;

    @GuardedBy("this")
    private boolean logged;

    @GuardedBy("this")
    private long loggedAt;

    /**
     * Makes slots of which none is taken.
     *
     * @param limit the number of descriptors that the process may have, which may change
     * @param consoles the number of open consoles
     * @param nanoTime a clock that is never set, {@link System#nanoTime}
     */
    ClientSlots(LongSupplier limit, IntSupplier consoles, LongSupplier nanoTime) {
        this.limit = limit;
        this.consoles = consoles;
        this.nanoTime = nanoTime;
    }

    /**
     * Makes the slots of this process.
     *
     * @param consoles the number of open consoles
     */
    public static ClientSlots ofProcess(IntSupplier consoles) {
        return new ClientSlots(ClientSlots::softLimit, consoles, System::nanoTime);
    }

    private static long softLimit() {
        long[] limits = new long[2];
        // An unlimited number is negative here.
        return Libc.getrlimit(Libc.RLIMIT_NOFILE, limits) < 0 || limits[0] < 0 ? Long.MAX_VALUE : limits[0];
    }

    /** The slots of one client, until they are closed. */
    public final class Slot implements AutoCloseable {
        private final int descriptors;
        private final AtomicBoolean closed = new AtomicBoolean();

        private Slot(int descriptors) {
            this.descriptors = descriptors;
        }

        @Override
        public void close() {
            if (closed.compareAndSet(false, true)) {
                free(descriptors);
            }
        }
    }

    /**
     * Takes the slots of a client.
     *
     * @param descriptors how many descriptors the client holds
     * @return empty if too few are left: the client is to be refused with {@link #reason}
     */
    public Optional<Slot> reserve(int descriptors) {
        synchronized (this) {
            if (used + descriptors <= size()) {
                used += descriptors;
                return Optional.of(new Slot(descriptors));
            }
            refused++;
            long now = nanoTime.getAsLong();
            if (logged && now - loggedAt < LOGGED_NANOS) {
                return Optional.empty();
            }
            logged = true;
            loggedAt = now;
        }
        LOG.warn("refusing clients: {}", reason());
        return Optional.empty();
    }

    /** Takes the slots of a client that is connected already, even if none is left. */
    public synchronized Slot reserveAnyway(int descriptors) {
        used += descriptors;
        return new Slot(descriptors);
    }

    private synchronized void free(int descriptors) {
        used -= descriptors;
    }

    /** Returns why a client is refused, and what to do about it. */
    public String reason() {
        return "clients hold all " + size() + " descriptors that are not reserved for guests: end some of them, or"
                + " raise the limit of open files (LimitNOFILE=)";
    }

    /** Returns the number of descriptors that clients may hold now. */
    public long size() {
        long all = limit.getAsLong();
        long reserved = OWN + (long) PER_CONSOLE * (consoles.getAsInt() + SPARE_CONSOLES);
        return Math.max(0, Math.min(all / 2, all - reserved));
    }

    /** Returns the number of descriptors that clients hold. */
    public synchronized long used() {
        return used;
    }

    /** Returns how often a client was refused. */
    public synchronized long refused() {
        return refused;
    }
}
