package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.net.BlockingWork;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Types into a guest's pty, beside {@code virsh console}. The pty is opened when there is something to type, and closed
 * soon after the last writer has left. While it is open somebody must read what the guest prints there, or the guest
 * finds it full and waits; but what one reads, no other gets. So contee reads it, and drops it, for the console's output
 * comes from its log, exactly as long as no other process has it open. The kernel tells of another's opening before the
 * opening is through, and contee asks for that before each read.
 *
 * <p>The session's loop calls it.
 */
final class PtyInput implements EventLoop.Handler, BlockingWork {

    /** QEMU looks once in a second whether its pty was opened: what is typed stays in it for that long. */
    private static final Duration LINGER = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(PtyInput.class);

    private final ConsoleId id;
    private final EventLoop loop;
    private final Path path;
    private final Runnable takesMore;
    private @Nullable PtySlave pty;
    private EventLoop.@Nullable Registration registration;
    private FileWatch.@Nullable Watch watch;
    private boolean inputWaits;
    private boolean ended;
    private int uses;

    /** Whether another process may have it open. */
    private boolean shared;

    private boolean looking;
    private boolean lookAgain;
    private boolean foundShared;

    /**
     * Opens nothing yet.
     *
     * @param path the pty's far side
     * @param takesMore is called when the pty takes more input
     */
    PtyInput(ConsoleId id, EventLoop loop, Path path, Runnable takesMore) {
        this.id = id;
        this.loop = loop;
        this.path = path;
        this.takesMore = takesMore;
    }

    Path path() {
        return path;
    }

    /** Whether it may yet take input. */
    boolean takesInput() {
        return !ended;
    }

    /** Writes typed input, as much as the pty takes now. */
    int take(ByteQueue input) {
        if (ended || input.isEmpty()) {
            return 0;
        }
        uses++;
        int count = 0;
        try {
            PtySlave open = pty == null ? open() : pty;
            count = input.drain(open, loop.scratch());
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

    private PtySlave open() throws IOException {
        PtySlave opened = PtySlave.open(path);
        pty = opened;
        registration = loop.register(opened, Interest.HANGUP, this);
        watch = loop.files().openings(path, this::happened); // and none of its own: it is open by now
        shared = true;
        lookSoon();
        return opened;
    }

    private void happened(Event event, String name) {
        if (event != Event.CLOSED) {
            shared = true;
            lookAgain = true; // what is found now may be out of date
            updateInterest();
        }
        if (event != Event.OPENED && shared) {
            lookSoon();
        }
    }

    private void lookSoon() {
        if (looking) {
            lookAgain = true;
        } else {
            looking = true;
            loop.execute(() -> {
                lookAgain = false;
                loop.run(this);
            });
        }
    }

    /** Looks for other processes that have it open. */
    @Override
    public void run() {
        try {
            foundShared = Processes.othersHave(path);
        } catch (IOException | ConteeException e) {
            foundShared = false; // it is gone, and the next read finds that out
        }
    }

    @Override
    public void stalled() {}

    @Override
    public void done() {
        looking = false;
        if (pty == null) {
            return;
        }
        loop.files().poll();
        if (lookAgain) {
            lookSoon();
        } else {
            shared = foundShared;
            updateInterest();
        }
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
            if (open.read(dropped) == UnixConnection.END) {
                close();
            }
        } catch (IOException e) {
            close(); // how Linux reports that the master is closed
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

    /** Nobody types any more, for now. */
    void writersLeft() {
        if (pty != null) {
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
        inputWaits = false;
    }

    @Override
    public void failed(Throwable fault) {
        close();
    }

    /** Ends it. */
    void close() {
        ended = true;
        release();
    }
}
