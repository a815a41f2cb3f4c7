package io.contee.testing;

import io.contee.http.ControlClient;
import io.contee.model.AttachOptions;
import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConsoleRef;
import io.contee.model.ConteeException;
import io.contee.model.LeaseState;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** A client over the control socket that attaches again, as {@code contee console} does at a terminal. */
public final class ReattachingClient implements AutoCloseable {

    private final Supplier<ControlClient> clients;
    private final String domain;
    private final ByteArrayOutputStream shown;
    private Optional<ControlClient> client = Optional.empty();
    private Optional<Listening> current = Optional.empty();
    private volatile String session = "";
    private volatile long position = Replay.UNKNOWN;

    /** @param shown gets what the console prints */
    public ReattachingClient(Supplier<ControlClient> clients, String domain, ByteArrayOutputStream shown) {
        this.clients = clients;
        this.domain = domain;
        this.shown = shown;
    }

    private final class Listening implements ConsoleListener {
        private final CompletableFuture<Void> ended = new CompletableFuture<>();
        private volatile long next = Replay.UNKNOWN;

        @Override
        public void attached(String attachedTo, LeaseState lease) {
            session = attachedTo;
        }

        @Override
        public void nextOutputEndsAt(long end) {
            next = end;
        }

        @Override
        public CompletionStage<?> output(ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            shown.writeBytes(copy);
            position = next;
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void leaseChanged(LeaseState lease) {}

        @Override
        public void ended() {
            ended.complete(null);
        }
    }

    /** Attaches, where it was before once that has ended. */
    public void attach() {
        current.ifPresent(former -> former.ended.join());
        client.ifPresent(ControlClient::close);
        AttachOptions options = AttachOptions.DEFAULTS
                .withAccess(WriteAccess.WRITE)
                .withReplay(session.isEmpty() ? Replay.SCROLLBACK : Replay.missedSince(session, position));
        Await.until("it is attached", () -> {
            ControlClient opened = clients.get();
            Listening listening = new Listening();
            try {
                AttachedConsole unused = opened.attach(ConsoleRef.of(domain), options, listening);
                client = Optional.of(opened);
                current = Optional.of(listening);
                return true;
            } catch (ConteeException e) {
                opened.close();
                return false;
            }
        });
    }

    @Override
    public void close() {
        client.ifPresent(ControlClient::close);
    }
}
