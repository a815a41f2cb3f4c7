package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.net.EventLoop;
import io.contee.net.EventLoop.BlockingWork;
import io.contee.net.FileWatch;
import io.contee.net.FileWatch.Event;
import io.contee.net.Processes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out which other processes have a guest's pty open. The kernel reports that a process opens it, before that
 * opening completes; those that have it open already are looked up in {@code /proc}, as blocking work. The session's
 * loop calls it.
 */
final class PtyHolders implements BlockingWork {

    /** The interval of looking them up if the kernel reports no openings, as no inotify instance is left. */
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private static final Logger LOG = LoggerFactory.getLogger(PtyHolders.class);

    private final ConsoleId id;
    private final EventLoop loop;
    private final Path pty;
    private final Openings openings;
    private final Runnable changed;
    private Source source = Source.NONE;
    private FileWatch.@Nullable Watch watch;
    private Look look = Look.NONE;

    /** True if a process may have opened it since the last complete look-up began. */
    private boolean opened;

    /** True if another process may have it open. */
    private boolean shared;

    /** The processes that had it open at the last look-up. */
    private List<Path> holders = List.of();

    // The state of the look-up that is under way.
    private boolean complete;
    private List<Path> found = List.of();

    /** Watches a file being opened, see {@link FileWatch#openings}. */
    @FunctionalInterface
    interface Openings {
        FileWatch.Watch watch(Path file, FileWatch.Listener listener) throws IOException;
    }

    private enum Source {
        NONE,
        /** The kernel reports when a process opens it. */
        WATCH,
        /** The processes that have it open are looked up from time to time. */
        POLL
    }

    private enum Look {
        NONE,
        RUNNING,
        /** Something has happened during the look-up, so another one follows. */
        RUNNING_AND_DUE
    }

    /** @param changed is run when {@link #isShared} or {@link #isKnown} may have changed */
    PtyHolders(ConsoleId id, EventLoop loop, Path pty, Openings openings, Runnable changed) {
        this.id = id;
        this.loop = loop;
        this.pty = pty;
        this.openings = openings;
        this.changed = changed;
    }

    /** Begins to find out. */
    void start() {
        opened = true;
        try {
            watch = openings.watch(pty, this::happened);
            source = Source.WATCH;
        } catch (IOException e) {
            LOG.warn(
                    "{}: cannot {}: looking every {} ms who has it open; raise fs.inotify.max_user_instances",
                    id,
                    e.getMessage(),
                    LOOK_AGAIN.toMillis());
            source = Source.POLL;
            loop.schedule(LOOK_AGAIN, this::poll);
        }
        lookSoon();
    }

    private void poll() {
        if (source == Source.POLL) {
            opened |= look == Look.NONE;
            lookSoon();
            loop.schedule(LOOK_AGAIN, this::poll);
        }
    }

    private void happened(Event event, String name) {
        if (event != Event.CLOSED) {
            opened = true;
            shared = true;
            changed.run();
        }
        if (shared) {
            lookSoon();
        }
    }

    private void lookSoon() {
        if (look != Look.NONE) {
            look = Look.RUNNING_AND_DUE;
            return;
        }
        look = Look.RUNNING;
        loop.execute(() -> {
            look = Look.RUNNING;
            complete = opened;
            opened = false;
            loop.run(this);
        });
    }

    /** Looks up all processes that have it open, or only which of the known ones still have it open. */
    @Override
    public void run() {
        try {
            found = complete ? Processes.othersHaving(pty) : Processes.having(pty, holders);
        } catch (IOException | ConteeException e) {
            found = List.of(); // the pty is gone, as the next use of it will show
        }
    }

    @Override
    public void stalled() {}

    @Override
    public void done() {
        boolean again = look == Look.RUNNING_AND_DUE;
        look = Look.NONE;
        if (source == Source.NONE) {
            return;
        }
        holders = found;
        refresh();
        if (opened || again) {
            lookSoon();
            return;
        }
        shared = !holders.isEmpty();
        changed.run();
    }

    /** Returns whether all processes that have it open have been looked up. */
    boolean isKnown() {
        return look == Look.NONE && !opened;
    }

    /** Returns whether another process may have it open. */
    boolean isShared() {
        return shared;
    }

    /** Notes what the kernel has reported up to now. */
    void refresh() {
        loop.files().poll();
    }

    /** Notes that this process has just opened it, which the kernel reports like any other opening. */
    void openedHere() {
        boolean alone = !shared;
        refresh();
        if (alone) {
            shared = false;
        }
    }

    /** Stops finding out. */
    void stop() {
        source = Source.NONE;
        if (watch != null) {
            watch.cancel();
            watch = null;
        }
        holders = List.of();
    }
}
