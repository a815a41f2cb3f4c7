package io.contee.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.http.AwayException;
import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.ConteeException.Kind;
import io.contee.model.DaemonThread;
import io.contee.model.LeaseState;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A console that this process stays attached to while contee is restarted: it attaches again and continues where it
 * was, and only the console's own end ends it. The listener gets {@link ConsoleListener#cutOff} when contee is away,
 * and {@link ConsoleListener#attached} when it is back. Any thread may call it.
 */
final class LastingAttachment implements AttachedConsole {

    /** The longest wait for a guest to be found again once contee is back. */
    private static final Duration GUEST_AWAY_LIMIT = Duration.ofSeconds(15);

    private final Attacher attacher;
    private final WriteAccess access;
    private final ConsoleListener listener;
    private final Consumer<String> notices;

    @GuardedBy("this")
    private CompletableFuture<Attachment> current = new CompletableFuture<>();

    @GuardedBy("this")
    private boolean closed;

    @GuardedBy("this")
    private String session = "";

    @GuardedBy("this")
    private long shown = Replay.UNKNOWN;

    /**
     * Prepares it; {@link #attach} attaches.
     *
     * @param notices gets a line whenever it has to wait
     */
    LastingAttachment(Attacher attacher, WriteAccess access, ConsoleListener listener, Consumer<String> notices) {
        this.attacher = attacher;
        this.access = access;
        this.listener = listener;
        this.notices = notices;
    }

    /**
     * Attaches for the first time.
     *
     * @param waitForGuest whether to wait for a guest that does not run yet, and for contee
     */
    void attach(Replay replay, boolean waitForGuest) {
        Listening first = new Listening();
        set(
                current(),
                waitForGuest
                        ? attacher.attachWhenServed(access, replay, first, why -> notices.accept("waiting: " + why))
                        : attacher.attach(access, replay, first));
    }

    /** One time of being attached. */
    private final class Listening implements ConsoleListener {

        private long next = Replay.UNKNOWN;

        @Override
        public void attached(String attachedTo, LeaseState lease) {
            synchronized (LastingAttachment.this) {
                if (!session.equals(attachedTo)) {
                    session = attachedTo;
                    shown = Replay.UNKNOWN;
                }
            }
            listener.attached(attachedTo, lease);
        }

        @Override
        public void nextOutputEndsAt(long position) {
            next = position;
        }

        @Override
        public void nextOutputIsReplayed() {
            listener.nextOutputIsReplayed();
        }

        @Override
        public CompletionStage<?> output(ByteBuffer bytes) {
            CompletionStage<?> done = listener.output(bytes);
            synchronized (LastingAttachment.this) {
                shown = next;
            }
            return done;
        }

        @Override
        public void leaseChanged(LeaseState lease) {
            listener.leaseChanged(lease);
        }

        @Override
        public void ended() {
            end();
        }

        @Override
        public void cutOff() {
            DaemonThread.start("contee-attach-again", LastingAttachment.this::attachAgain);
        }
    }

    private void end() {
        CompletableFuture<Attachment> last;
        synchronized (this) {
            last = current;
        }
        last.completeExceptionally(new ConteeException(Kind.NOT_FOUND, "the console has ended"));
        listener.ended();
    }

    private void attachAgain() {
        CompletableFuture<Attachment> former;
        CompletableFuture<Attachment> next = new CompletableFuture<>();
        Replay missed;
        synchronized (this) {
            if (closed) {
                return;
            }
            former = current;
            current = next;
            missed = Replay.missedSince(session, shown);
        }
        listener.cutOff();
        var unused = former.thenAccept(Attachment::close);
        WriteAccess again = access == WriteAccess.FORCE ? WriteAccess.WRITE : access;
        long away = System.nanoTime();
        boolean reported = false;
        Attacher.pause();
        while (!isClosed()) {
            try {
                set(next, attacher.attach(again, missed, new Listening()));
                return;
            } catch (AwayException e) {
                away = System.nanoTime(); // the guest may well run
                if (!reported) {
                    reported = true;
                    notices.accept("contee does not answer: waiting for it");
                }
            } catch (ConteeException e) {
                boolean mayPass = e.kind() == Kind.NOT_FOUND || e.kind() == Kind.UNAVAILABLE;
                if (!mayPass || System.nanoTime() - away > GUEST_AWAY_LIMIT.toNanos()) {
                    notices.accept(e.getMessage());
                    end();
                    return;
                }
            }
            Attacher.pause();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** It may be cut off already: then whoever has replaced {@code waiting} closes it. */
    private void set(CompletableFuture<Attachment> waiting, Attachment attached) {
        waiting.complete(attached);
        if (isClosed()) {
            attached.close();
        }
    }

    private synchronized CompletableFuture<Attachment> current() {
        return current;
    }

    /** Types as soon as it is attached. */
    @Override
    public CompletionStage<Boolean> type(byte[] input) {
        return current().thenCompose(attached -> attached.console().type(input));
    }

    @Override
    public void acquireLease(boolean force) {
        var unused = current().thenAccept(attached -> attached.console().acquireLease(force));
    }

    @Override
    public void releaseLease() {
        var unused = current().thenAccept(attached -> attached.console().releaseLease());
    }

    /** Detaches. */
    @Override
    public void close() {
        CompletableFuture<Attachment> last;
        synchronized (this) {
            closed = true;
            last = current;
        }
        var unused = last.thenAccept(Attachment::close);
    }
}
