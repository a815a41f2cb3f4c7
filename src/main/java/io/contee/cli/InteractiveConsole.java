package io.contee.cli;

import io.contee.http.AwayException;
import io.contee.http.ClientView;
import io.contee.http.ControlClient;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.model.LeaseState;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import io.contee.net.Termios;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A console at a terminal, which is put into raw mode and always restored, on a signal too. The calling thread
 * attaches, and attaches again when the console has ended: without limit while contee is away, for a limited time while
 * the guest is. A second thread reads the keys; the attachment's own threads print.
 */
final class InteractiveConsole implements EscapeMenu.Target {

    /** The longest wait for a guest that has stopped to run again; longer than a reboot by way of libvirt. */
    private static final Duration GUEST_AWAY_LIMIT = Duration.ofSeconds(15);

    private final Screen screen;
    private final Attacher attacher;
    private final EscapeKey escape;
    private final WriteAccess access;
    private final boolean waitForGuest;
    private final boolean offerSize;
    private final Supplier<LineEnds> lineEnds;
    private final LeaseNews news;
    private final CompletableFuture<Void> detached = new CompletableFuture<>();
    private volatile @Nullable Attachment attachment;
    private volatile String session = "";

    /** The position up to which the guest's output was shown. */
    private volatile long shown = Replay.UNKNOWN;

    private Optional<Termios.Size> offered = Optional.empty();

    /**
     * Prepares it.
     *
     * @param waitForGuest whether to wait without limit for a guest that has stopped
     * @param offerSize whether to offer to set the terminal's size in the guest
     * @param lineEnds makes a converter of the line ends of a file that is typed
     */
    InteractiveConsole(
            Screen screen,
            Attacher attacher,
            EscapeKey escape,
            WriteAccess access,
            boolean waitForGuest,
            boolean offerSize,
            Supplier<LineEnds> lineEnds) {
        this.screen = screen;
        this.attacher = attacher;
        this.escape = escape;
        this.access = access;
        this.waitForGuest = waitForGuest;
        this.offerSize = offerSize;
        this.lineEnds = lineEnds;
        this.news = new LeaseNews(escape + " t steals it");
    }

    /** One time of being attached. */
    private final class Listening implements ConsoleListener {

        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private final boolean again;
        private volatile long next = Replay.UNKNOWN;
        private volatile boolean replayed;
        private volatile boolean answers;

        Listening(boolean again) {
            this.again = again;
        }

        @Override
        public void attached(String attachedTo, LeaseState lease) {
            screen.say("attached to " + attacher.name()
                    + (again ? " again" : "; " + escape + " opens the menu, " + escape + " d detaches"));
            if (!session.equals(attachedTo)) {
                session = attachedTo;
                shown = Replay.UNKNOWN;
            }
            answers = lease.answers();
            news.attached(lease).ifPresent(screen::say);
        }

        @Override
        public void nextOutputEndsAt(long position) {
            next = position;
        }

        @Override
        public void nextOutputIsReplayed() {
            replayed = true;
        }

        @Override
        public CompletionStage<?> output(ByteBuffer bytes) {
            boolean answered = !replayed && answers;
            replayed = false;
            try {
                screen.print(bytes, answered);
                shown = next;
            } catch (ConteeException e) {
                detached.completeExceptionally(e);
            }
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void leaseChanged(LeaseState lease) {
            answers = lease.answers();
            news.changed(lease).ifPresent(screen::say);
        }

        @Override
        public void ended() {
            ended.complete(null);
        }
    }

    /**
     * Runs until it is detached from, or the guest is away for too long.
     *
     * @param replay what is shown first
     */
    void run(InputStream input, Replay replay) {
        Listening listening = new Listening(false);
        Attachment first = waitForGuest
                ? attacher.attachWhenServed(access, replay, listening, why -> screen.say("waiting: " + why))
                : attacher.attach(access, replay, listening);
        attachment = first;
        Termios tty = Tty.makeRaw();
        screen.setRaw(true);
        Runnable restoring = () -> {
            screen.restoreTerminalAtExit();
            tty.restore();
        };
        Thread restore = DaemonThread.of("contee-restore-terminal", restoring);
        Runtime.getRuntime().addShutdownHook(restore);
        try {
            offerSize();
            startKeys(input);
            stayAttached(listening);
        } catch (ConteeException e) {
            screen.show("\n");
            throw e;
        } finally {
            screen.restoreTerminal();
            tty.restore();
            screen.setRaw(false);
            close(attachment);
            screen.close();
        }
        screen.show("\n");
        screen.say(
                detached.isDone()
                        ? "detached from " + attacher.name()
                        : "the console of " + attacher.name() + " has ended");
    }

    private void stayAttached(Listening first) {
        Optional<Listening> current = Optional.of(first);
        while (current.isPresent()) {
            try {
                CompletableFuture.anyOf(detached, current.get().ended).join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof ConteeException known ? known : e;
            }
            if (detached.isDone()) {
                return;
            }
            Attachment old = attachment;
            attachment = null;
            close(old);
            screen.say("the console of " + attacher.name() + " is gone: attaching again, " + escape + " d ends");
            current = attachAgain();
        }
    }

    /** Attaches again, without the output that has been shown; empty if it stopped trying. */
    private Optional<Listening> attachAgain() {
        WriteAccess again = access == WriteAccess.FORCE ? WriteAccess.WRITE : access;
        long since = System.nanoTime();
        while (!pauseUntilDetached()) {
            Listening next = new Listening(true);
            try {
                attachment = attacher.attach(again, Replay.missedSince(session, shown), next);
                return Optional.of(next);
            } catch (AwayException e) {
                since = System.nanoTime(); // the guest may well run
            } catch (ConteeException e) {
                if (!waitForGuest && System.nanoTime() - since > GUEST_AWAY_LIMIT.toNanos()) {
                    screen.say(e.getMessage());
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private boolean pauseUntilDetached() {
        try {
            detached.get(Attacher.PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private static void close(@Nullable Attachment old) {
        if (old != null) {
            old.close();
        }
    }

    private void startKeys(InputStream input) {
        Keys keys = new Keys(input);
        EscapeMenu menu = new EscapeMenu(screen, keys, escape, this, lineEnds);
        DaemonThread.start("contee-console-input", () -> readKeys(keys, menu));
    }

    private void readKeys(Keys keys, EscapeMenu menu) {
        try {
            while (!detached.isDone()) {
                int key = keys.next();
                if (key == Keys.END) {
                    detach();
                } else if (key == escape.code()) {
                    menu.open();
                } else {
                    typed(keys.with(key, escape.code()));
                    offerSize();
                }
            }
        } catch (IOException e) {
            detached.completeExceptionally(
                    new ConteeException("cannot read the terminal: " + ConteeException.reason(e), e));
        }
    }

    private void offerSize() {
        Optional<Termios.Size> size = Tty.size();
        if (offerSize && size.isPresent() && !size.equals(offered)) {
            offered = size;
            screen.say(escape + " r types to the guest's shell: " + sttyLine().orElse(""));
        }
    }

    @Override
    public void detach() {
        detached.complete(null);
    }

    @Override
    public boolean type(byte[] input) {
        Attachment current = attachment;
        try {
            return current != null
                    && current.console().type(input).toCompletableFuture().join();
        } catch (CompletionException e) {
            return false;
        }
    }

    @Override
    public void typed(byte[] input) {
        Attachment current = attachment;
        if (current != null) {
            current.console().type(input).thenAccept(accepted -> {
                if (!accepted) {
                    news.refused(access == WriteAccess.READ_ONLY).ifPresent(screen::say);
                }
            });
        }
    }

    @Override
    public void acquireLease() {
        Attachment current = attachment;
        if (access == WriteAccess.READ_ONLY) {
            screen.say("you are attached --read-only");
        } else if (current != null) {
            current.console().acquireLease(true);
        }
    }

    @Override
    public void releaseLease() {
        Attachment current = attachment;
        if (current != null) {
            current.console().releaseLease();
        }
    }

    @Override
    public List<ClientView> who() {
        try (ControlClient client = attacher.client()) {
            return client.clients(attacher.console().domain());
        }
    }

    @Override
    public void sendBreak() {
        try (ControlClient client = attacher.client()) {
            client.sendBreak(attacher.console());
        }
    }

    @Override
    public Optional<String> sttyLine() {
        return Tty.size().map(size -> "stty rows " + size.rows() + " cols " + size.columns());
    }
}
