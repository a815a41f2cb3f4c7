package io.contee.http;

import io.contee.http.ConsoleMessage.Kind;
import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.LeaseState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's side of an attachment over a WebSocket; {@link ConsoleMessage} is the protocol. It is public for
 * Jetty's sake, which looks its methods up.
 */
public final class ConsoleSocket implements Session.Listener, ConsoleListener {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSocket.class);

    /** The number of frames that may wait for the guest before reading pauses. */
    private static final int MAX_WAITING = 64;

    /** The longest reason that a close frame may carry, in bytes. */
    private static final int MAX_REASON_BYTES = 123;

    private final Function<ConsoleListener, AttachedConsole> attach;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private volatile @Nullable Session session;
    private volatile @Nullable AttachedConsole console;

    /** @param attach attaches a listener to the console */
    ConsoleSocket(Function<ConsoleListener, AttachedConsole> attach) {
        this.attach = attach;
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        try {
            console = attach.apply(this);
            opened.demand();
        } catch (ConteeException e) {
            byte[] reason = e.getMessage().getBytes(StandardCharsets.UTF_8);
            int length = Math.min(reason.length, MAX_REASON_BYTES);
            opened.close(
                    StatusCode.SERVER_ERROR, new String(reason, 0, length, StandardCharsets.US_ASCII), Callback.NOOP);
        }
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        byte[] input = new byte[payload.remaining()];
        payload.get(input);
        callback.succeed();
        AttachedConsole attached = console;
        if (attached == null) {
            return;
        }
        boolean more = waiting.tryAcquire();
        attached.type(input).whenComplete((accepted, failure) -> {
            if (failure == null) {
                send(ConsoleMessage.of(accepted ? Kind.TAKEN : Kind.REFUSED));
            }
            if (more) {
                waiting.release();
            } else {
                demand();
            }
        });
        if (more) {
            demand();
        }
    }

    private void demand() {
        if (session().isOpen()) {
            session().demand();
        }
    }

    /** The session, which there is before there are calls. */
    private Session session() {
        return Objects.requireNonNull(session);
    }

    @Override
    public void onWebSocketText(String text) {
        AttachedConsole attached = console;
        if (attached != null) {
            ConsoleMessage.decode(text).ifPresent(message -> {
                switch (message.kind()) {
                    case ASK -> attached.acquireLease(false);
                    case TAKE -> attached.acquireLease(true);
                    case GIVE -> attached.releaseLease();
                    default -> LOG.debug("a client says {}", message.kind());
                }
            });
        }
        demand();
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        detach();
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        detach();
    }

    private void detach() {
        AttachedConsole attached = console;
        if (attached != null) {
            attached.close();
        }
    }

    @Override
    public void attached(String session, LeaseState lease) {
        send(ConsoleMessage.attached(session, lease));
    }

    @Override
    public void nextOutputEndsAt(long position) {
        send(ConsoleMessage.output(position));
    }

    @Override
    public void nextOutputIsReplayed() {
        send(ConsoleMessage.of(Kind.REPLAYED));
    }

    @Override
    public CompletionStage<?> output(ByteBuffer bytes) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        session().sendBinary(bytes, Callback.from(() -> sent.complete(null), sent::completeExceptionally));
        return sent;
    }

    @Override
    public void leaseChanged(LeaseState lease) {
        send(ConsoleMessage.lease(lease));
    }

    private void send(ConsoleMessage message) {
        session().sendText(message.encode(), Callback.NOOP);
    }

    @Override
    public void ended() {
        session().close(StatusCode.NORMAL, "the console has ended", Callback.NOOP);
    }

    @Override
    public void cutOff() {
        session().close(StatusCode.SERVICE_RESTART, "contee is restarted: attach again", Callback.NOOP);
    }
}
