package io.contee.net;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registration of a descriptor with an event loop. The loop's thread calls it. */
public final class Registration extends Moderation.Source {

    /** The events for which a descriptor is registered. */
    public enum Interest {
        /** No event, not even the peer's hangup. */
        NONE(-1),
        /** Only the peer's hangup. */
        HANGUP(0),
        READ(Epoll.IN),
        WRITE(Epoll.OUT),
        READ_WRITE(Epoll.IN | Epoll.OUT);

        private final int events;

        Interest(int events) {
            this.events = events;
        }
    }

    /** The handler of a descriptor, called by the loop's thread when the descriptor is ready. */
    public interface Handler {

        /**
         * Serves the descriptor, for one bounded turn.
         *
         * @param readable there is something to read, or the peer hung up
         * @param writable the peer accepts more, or hung up
         * @param hungUp the peer does not read or write any more
         */
        void ready(boolean readable, boolean writable, boolean hungUp);

        /** Handles an exception of {@link #ready}; the descriptor is not registered any more. */
        void failed(Throwable fault);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Registration.class);

    private final Table table;
    private final int fd;
    private final int generation;
    private final Handler handler;
    private Interest interest = Interest.NONE;
    private boolean rests;

    private Registration(Table table, int fd, int generation, Handler handler) {
        this.table = table;
        this.fd = fd;
        this.generation = generation;
        this.handler = handler;
    }

    /** Changes the events for which the handler is called. Has no effect if they are the same. */
    public void setInterest(Interest wanted) {
        table.loop.requireOwner();
        if (wanted != interest && table.registrations[fd] == this) {
            try {
                change(wanted);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void change(Interest wanted) throws IOException {
        int operation = wanted == Interest.NONE
                ? Libc.EPOLL_CTL_DEL
                : interest == Interest.NONE ? Libc.EPOLL_CTL_ADD : Libc.EPOLL_CTL_MOD;
        if (wanted != interest) {
            (rests ? table.resting : table.epoll)
                    .control(operation, fd, Math.max(wanted.events, 0), (long) generation << Integer.SIZE | fd);
            interest = wanted;
        }
    }

    /**
     * Reads the connection once, and lets the loop moderate a stream of small pieces. A loop that is late reads many of
     * them at the same time; a second read right after the first shows how small they are.
     *
     * @param connection the connection that is registered here
     * @param buffer is filled from its position on
     * @param watched whether someone other than a log waits for the output
     * @return as {@link UnixConnection#read}
     */
    public int read(UnixConnection connection, IoBuffer buffer, boolean watched) throws IOException {
        int bytes = connection.read(buffer);
        int piece = bytes;
        if (bytes >= Moderation.WIDE_BYTES && !rests && isSingleBytes()) {
            int next = Math.max(connection.read(buffer), 0); // the next read returns the end again
            bytes += next;
            piece = next > 0 ? next : piece;
        }
        if (bytes > 0) {
            table.moderation.read(this, bytes, piece, watched);
        }
        return bytes;
    }

    /** Reads like {@link #read}, but leaves the bytes in the socket for the next read. */
    public int peek(UnixConnection connection, IoBuffer buffer, boolean watched) throws IOException {
        int bytes = connection.peek(buffer);
        if (bytes > 0) {
            table.moderation.read(this, bytes, bytes, watched);
        }
        return bytes;
    }

    @Override
    boolean isResting() {
        return rests;
    }

    @Override
    void setResting(boolean wanted) {
        Interest present = interest;
        setInterest(Interest.NONE);
        rests = wanted;
        setInterest(present);
    }

    /** Ends the registration, before the descriptor is closed. Has no effect after the first call. */
    public void cancel() {
        setInterest(Interest.NONE);
        if (table.registrations[fd] == this) {
            table.moderation.forget(this);
            table.registrations[fd] = null;
        }
    }

    /**
     * The registrations of one loop. It is apart from the loop, which also runs tasks, timers and blocking work, and may
     * move to another thread. The loop's thread calls it, except for {@link #wake}.
     */
    static final class Table {

        private final EventLoop loop;
        private final Epoll epoll;
        private final Epoll resting;
        private final Moderation moderation = new Moderation(System::nanoTime);
        private final AtomicBoolean woken = new AtomicBoolean();
        private @Nullable Registration[] registrations = new @Nullable Registration[64];
        private int lastGeneration;

        Table(EventLoop loop) throws IOException {
            this.loop = loop;
            this.epoll = new Epoll();
            this.resting = new Epoll();
        }

        Registration register(int fd, Interest interest, Handler handler) throws IOException {
            loop.requireOwner();
            if (fd >= registrations.length) {
                registrations = Arrays.copyOf(registrations, Math.max(fd + 1, 2 * registrations.length));
            }
            Registration registration = new Registration(this, fd, ++lastGeneration, handler);
            registration.change(interest);
            registrations[fd] = registration;
            return registration;
        }

        /** Ends a wait in {@link #serve}, or the next one. Any thread may call it. */
        void wake() {
            if (woken.compareAndSet(false, true)) {
                epoll.wake();
            }
        }

        /** Waits until a descriptor is ready, at most for this time, and serves those that are. */
        void serve(EventLoop.Tenure tenure, long timeoutNanos) throws IOException {
            long timeout = moderation.isActive()
                    ? Math.min(timeoutNanos, Math.max(0, moderation.nanosToLook()))
                    : timeoutNanos;
            serveReady(tenure, epoll.await(tenure.batch, timeout));
        }

        /** Serves those of the resting descriptors that are ready, if it is time to look at them. */
        void serveResting(EventLoop.Tenure tenure) throws IOException {
            if (moderation.isActive() && moderation.nanosToLook() <= 0) {
                serveReady(tenure, resting.await(tenure.batch, 0));
                moderation.looked();
            }
        }

        private void serveReady(EventLoop.Tenure tenure, int count) {
            moderation.turnBegins();
            for (int i = 0; i < count && tenure.isServing(); i++) {
                if (tenure.batch.isWake(i)) {
                    epoll.clearWake();
                    woken.set(false);
                } else {
                    serve(tenure.batch.key(i), tenure.batch.events(i));
                }
            }
        }

        private void serve(long key, int events) {
            Registration registration = registrations[(int) key];
            // A descriptor that was closed earlier in this batch may already have been reused.
            if (registration == null || registration.generation != (int) (key >>> Integer.SIZE)) {
                return;
            }
            boolean gone = (events & (Epoll.ERR | Epoll.HUP)) != 0;
            try {
                registration.handler.ready(gone || (events & Epoll.IN) != 0, gone || (events & Epoll.OUT) != 0, gone);
            } catch (RuntimeException | Error e) {
                LOG.error("a handler of {} failed", loop, e);
                registration.cancel();
                loop.guarded(() -> registration.handler.failed(e));
            }
        }

        void close() {
            epoll.close();
            resting.close();
        }
    }
}
