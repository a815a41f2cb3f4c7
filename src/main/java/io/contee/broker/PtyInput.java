package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.net.ByteQueue;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.PtySlave;
import io.contee.net.Registration;
import io.contee.net.Registration.Interest;
import io.contee.net.Timer;
import io.contee.net.UnixConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Types into a guest's pty, concurrently with {@code virsh console}. The pty is opened when there is something to type,
 * and closed soon after the last writer has detached. While it is open, some process must read what the guest prints
 * there, or the guest finds it full and waits; but what one process reads, no other process gets. Therefore contee
 * reads it exactly as long as no other process has it open, and drops what it reads, as the console's output comes from
 * its log. The {@link PtyHolders} know whether another process has it open, and are asked before contee opens it and
 * before each read.
 *
 * <p>QEMU logs a byte twice if it writes it twice because the pty was full for an instant (qemu_chr_write_buffer in
 * chardev/char.c). So contee does not try to keep up with a flood, but closes the pty until more is typed; QEMU needs
 * up to a second to notice that it was opened again.
 *
 * <p>The session's loop calls it.
 */
final class PtyInput implements Registration.Handler {

    /**
     * The delay before the pty is closed. QEMU checks once per second whether its pty was opened: input stays in it for
     * that long.
     */
    private static final Duration LINGER = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(PtyInput.class);

    private final ConsoleId id;
    private final EventLoop loop;
    private final Path path;
    private final PtyHolders holders;
    private final Runnable acceptsMore;
    private final Flood flood = new Flood();
    private State state = new Idle();
    private @Nullable Timer linger;

    private sealed interface State {}

    /** Nothing is open. */
    private record Idle() implements State {}

    /** The processes that have the pty open are being looked up, before it is opened here. */
    private record Asking() implements State {}

    private final class Open implements State {
        final PtySlave pty;
        final Registration registration;
        boolean inputWaits;

        Open(PtySlave pty) throws IOException {
            this.pty = pty;
            try {
                registration = loop.register(pty, Interest.HANGUP, PtyInput.this);
            } catch (IOException e) {
                pty.close();
                throw e;
            }
        }
    }

    /** The pty is closed for good. */
    private record Ended() implements State {}

    /**
     * Detects that a guest, since something was typed, prints more than a serial line carries and more than a pty
     * holds: QEMU has then written to the pty since, and thus read what was typed.
     */
    private static final class Flood {

        private static final long BYTES_PER_SECOND = 16 << 10;
        private static final long BURST_BYTES = 32 << 10;

        private double level;
        private long at = System.nanoTime();

        /** Resets the count, as something was typed. */
        void reset() {
            level = 0;
        }

        /** Counts output, and returns whether the limit is exceeded. */
        boolean isExceededBy(int bytes) {
            long now = System.nanoTime();
            double drained = (now - at) / (double) TimeUnit.SECONDS.toNanos(1) * BYTES_PER_SECOND;
            at = now;
            level = Math.max(0, level - drained) + bytes;
            return level > BURST_BYTES;
        }
    }

    /**
     * Makes an input that has opened nothing yet.
     *
     * @param path the pty's far side
     * @param acceptsMore is called when the pty accepts more input
     */
    PtyInput(ConsoleId id, EventLoop loop, Path path, Runnable acceptsMore) {
        this(id, loop, path, loop.files()::openings, acceptsMore);
    }

    PtyInput(ConsoleId id, EventLoop loop, Path path, PtyHolders.Openings openings, Runnable acceptsMore) {
        this.id = id;
        this.loop = loop;
        this.path = path;
        this.holders = new PtyHolders(id, loop, path, openings, this::holdersChanged);
        this.acceptsMore = acceptsMore;
    }

    Path path() {
        return path;
    }

    /** Returns whether it may still accept input. */
    boolean acceptsInput() {
        loop.requireOwner();
        return !(state instanceof Ended);
    }

    /**
     * Writes as much of the typed input as the pty accepts now.
     *
     * @return the number of bytes written
     */
    int write(ByteQueue typed) {
        loop.requireOwner();
        if (state instanceof Ended || typed.isEmpty()) {
            return 0;
        }
        if (linger != null) {
            linger.cancel();
        }
        if (state instanceof Idle) {
            state = new Asking();
            holders.start();
        }
        return state instanceof Open open ? write(open, typed) : 0;
    }

    private int write(Open open, ByteQueue typed) {
        try {
            int count = typed.drain(open.pty, loop.scratch());
            flood.reset();
            open.inputWaits = !typed.isEmpty();
            updateInterest();
            return count;
        } catch (IOException e) {
            LOG.warn("{}: cannot type into {}: {}", id, path, ConteeException.reason(e));
            typed.clear();
            close();
            return 0;
        }
    }

    private void holdersChanged() {
        if (state instanceof Asking && holders.isKnown()) {
            open();
        }
        updateInterest();
    }

    private void open() {
        try {
            state = new Open(PtySlave.open(path));
            holders.openedHere();
        } catch (IOException e) {
            LOG.warn("{}: cannot type into {}: {}", id, path, ConteeException.reason(e));
            close();
        }
        acceptsMore.run();
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean hungUp) {
        loop.requireOwner();
        if (hungUp) {
            close();
            return;
        }
        if (writable && state instanceof Open open && open.inputWaits) {
            acceptsMore.run();
        }
        if (readable) {
            drop();
        }
    }

    /** Reads what the guest prints, and drops it, unless another process reads it. */
    private void drop() {
        holders.refresh();
        if (!(state instanceof Open open) || holders.isShared()) {
            return;
        }
        IoBuffer dropped = loop.scratch();
        dropped.bytes().clear();
        try {
            int count = open.pty.read(dropped);
            if (count == UnixConnection.END) {
                close();
            } else if (flood.isExceededBy(count) && !open.inputWaits) {
                release();
            }
        } catch (IOException e) {
            close(); // as Linux reports that the master is closed
        }
    }

    private void updateInterest() {
        if (state instanceof Open open) {
            open.registration.setInterest(
                    holders.isShared()
                            ? (open.inputWaits ? Interest.WRITE : Interest.HANGUP)
                            : (open.inputWaits ? Interest.READ_WRITE : Interest.READ));
        }
    }

    /** Notes that nobody types any more, for now. */
    void writersLeft() {
        loop.requireOwner();
        if (linger != null) {
            linger.cancel();
        }
        linger = loop.schedule(LINGER, this::release);
    }

    private void release() {
        if (!(state instanceof Ended)) {
            disconnect(new Idle());
        }
    }

    private void disconnect(State next) {
        if (state instanceof Open open) {
            open.registration.cancel();
            open.pty.close();
        }
        holders.stop();
        state = next;
    }

    @Override
    public void failed(Throwable fault) {
        loop.requireOwner();
        close();
    }

    /** Closes the pty, for good. */
    void close() {
        loop.requireOwner();
        disconnect(new Ended());
    }
}
