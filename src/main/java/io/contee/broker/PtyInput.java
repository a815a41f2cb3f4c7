package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.net.BlockingWork;
import io.contee.net.ByteQueue;
import io.contee.net.EventLoop;
import io.contee.net.EventLoop.Interest;
import io.contee.net.FileWatch;
import io.contee.net.FileWatch.Event;
import io.contee.net.IoBuffer;
import io.contee.net.Processes;
import io.contee.net.PtySlave;
import io.contee.net.UnixConnection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Types into a guest's pty, concurrently with {@code virsh console}. The pty is opened when there is something to type,
 * and closed soon after the last writer has detached. While it is open, some process must read what the guest prints
 * there, or the guest finds it full and waits; but what one process reads, no other process gets. Therefore contee
 * reads it exactly as long as no other process has it open, and drops what it reads, as the console's output comes from
 * its log. The kernel reports an opening by another process before that opening completes, and contee checks for this
 * before each read. The processes that have it open already are looked up in {@code /proc}, before contee opens it.
 *
 * <p>QEMU logs a byte twice if it writes it twice because the pty was full for an instant (qemu_chr_write_buffer in
 * chardev/char.c). So contee does not try to keep up with a flood, but closes the pty until more is typed; QEMU needs
 * up to a second to notice that it was opened again.
 *
 * <p>The session's loop calls it.
 */
final class PtyInput implements EventLoop.Handler, BlockingWork {

    /**
     * The delay before the pty is closed. QEMU checks once per second whether its pty was opened: input stays in it for
     * that long.
     */
    private static final Duration LINGER = Duration.ofSeconds(3);

    /** The interval of looking up who has it open if the kernel does not report it, as no inotify instance is left. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(PtyInput.class);

    private final ConsoleId id;
    private final EventLoop loop;
    private final Path path;
    private final Openings openings;
    private final Runnable takesMore;
    private @Nullable PtySlave pty;
    private EventLoop.@Nullable Registration registration;
    private FileWatch.@Nullable Watch watch;
    private Use use = Use.NONE;
    private final OutputRateLimit flood = new OutputRateLimit();
    private boolean inputWaits;
    private boolean ended;
    private int uses;

    /** Watches a file being opened, see {@link FileWatch#openings}. */
    @FunctionalInterface
    interface Openings {
        FileWatch.Watch watch(Path file, FileWatch.Listener listener) throws IOException;
    }

    private enum Use {
        NONE,
        /** The kernel reports when a process opens it. */
        WATCHED,
        /** The processes that have it open are looked up from time to time. */
        POLLED
    }

    /** True if another process may have it open. */
    private boolean shared;

    /** The processes that had it open at the last look-up. */
    private List<Path> holders = List.of();

    /** True if any process has opened it since then. */
    private boolean opened;

    private boolean looking;
    private boolean lookAgain;

    // The state of the look-up that is under way.
    private boolean lookAtAll;
    private List<Path> found = List.of();

    /**
     * Makes an input that has opened nothing yet.
     *
     * @param path the pty's far side
     * @param takesMore is called when the pty accepts more input
     */
    PtyInput(ConsoleId id, EventLoop loop, Path path, Runnable takesMore) {
        this(id, loop, path, loop.files()::openings, takesMore);
    }

    PtyInput(ConsoleId id, EventLoop loop, Path path, Openings openings, Runnable takesMore) {
        this.openings = openings;
        this.id = id;
        this.loop = loop;
        this.path = path;
        this.takesMore = takesMore;
    }

    Path path() {
        return path;
    }

    /** Returns whether it may still accept input. */
    boolean takesInput() {
        return !ended;
    }

    /** Writes as much of the typed input as the pty accepts now. */
    int take(ByteQueue input) {
        if (ended || input.isEmpty()) {
            return 0;
        }
        uses++;
        int count = 0;
        try {
            if (use == Use.NONE) {
                beginUse();
            }
            PtySlave open = pty;
            if (open == null) {
                return 0; // until it is known which other processes have it open
            }
            count = input.drain(open, loop.scratch());
            flood.begin();
        } catch (IOException e) {
            LOG.warn("{}: cannot type into {}: {}", id, path, ConteeException.reason(e));
            input.clear();
            close();
            return 0;
        }
        inputWaits = !input.isEmpty();
        updateInterest();
        return count;
    }

    private void beginUse() {
        try {
            watch = openings.watch(path, this::happened);
            use = Use.WATCHED;
        } catch (IOException e) {
            LOG.warn(
                    "{}: cannot {}: looking every {} ms who has it open; raise fs.inotify.max_user_instances",
                    id,
                    e.getMessage(),
                    LOOK_AGAIN.toMillis());
            use = Use.POLLED;
            loop.schedule(LOOK_AGAIN, this::poll);
        }
        lookSoon();
    }

    private void poll() {
        if (use == Use.POLLED) {
            opened |= !looking;
            lookSoon();
            loop.schedule(LOOK_AGAIN, this::poll);
        }
    }

    private void happened(Event event, String name) {
        if (event != Event.CLOSED) {
            opened = true;
            shared = true;
            updateInterest();
        }
        if (shared) {
            lookSoon();
        }
    }

    private void lookSoon() {
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        loop.execute(() -> {
            lookAgain = false;
            lookAtAll = opened || pty == null;
            opened = false;
            loop.run(this);
        });
    }

    /** Looks up the other processes that have it open: all, or which of the known ones still have it open. */
    @Override
    public void run() {
        try {
            found = lookAtAll ? Processes.othersHaving(path) : Processes.having(path, holders);
        } catch (IOException | ConteeException e) {
            found = List.of(); // the pty is gone, as the next use of it will show
        }
    }

    @Override
    public void stalled() {}

    @Override
    public void done() {
        looking = false;
        if (use == Use.NONE) {
            return;
        }
        holders = found;
        loop.files().poll();
        if (opened || lookAgain) {
            lookSoon();
            return;
        }
        shared = !holders.isEmpty();
        if (pty == null) {
            open();
        }
        updateInterest();
    }

    private void open() {
        try {
            PtySlave slave = PtySlave.open(path);
            pty = slave;
            registration = loop.register(slave, Interest.HANGUP, this);
        } catch (IOException e) {
            LOG.warn("{}: cannot type into {}: {}", id, path, ConteeException.reason(e));
            close();
            takesMore.run();
            return;
        }
        boolean alone = !shared;
        loop.files().poll(); // reports this opening
        if (alone) {
            shared = false;
        }
        takesMore.run();
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean hungUp) {
        if (hungUp) {
            close();
            return;
        }
        if (writable && inputWaits) {
            takesMore.run();
        }
        if (readable && pty != null) {
            drop();
        }
    }

    private void drop() {
        loop.files().poll();
        PtySlave open = pty;
        if (open == null || shared) {
            return;
        }
        IoBuffer dropped = loop.scratch();
        dropped.bytes().clear();
        try {
            int count = open.read(dropped);
            if (count == UnixConnection.END) {
                close();
            } else if (flood.takes(count) && !inputWaits) {
                release();
            }
        } catch (IOException e) {
            close(); // as Linux reports that the master is closed
        }
    }

    private void updateInterest() {
        if (registration != null) {
            registration.setInterest(
                    shared
                            ? (inputWaits ? Interest.WRITE : Interest.HANGUP)
                            : (inputWaits ? Interest.READ_WRITE : Interest.READ));
        }
    }

    /** Notes that nobody types any more, for now. */
    void writersLeft() {
        if (use != Use.NONE) {
            int usesBefore = uses;
            loop.schedule(LINGER, () -> {
                if (uses == usesBefore) {
                    release();
                }
            });
        }
    }

    private void release() {
        if (registration != null) {
            registration.cancel();
            registration = null;
        }
        if (watch != null) {
            watch.cancel();
            watch = null;
        }
        if (pty != null) {
            pty.close();
            pty = null;
        }
        use = Use.NONE;
        inputWaits = false;
        opened = false;
        holders = List.of();
    }

    @Override
    public void failed(Throwable fault) {
        close();
    }

    /** Closes the pty, for good. */
    void close() {
        ended = true;
        release();
    }
}
