package io.contee.http;

import io.contee.http.ConsoleMessage.Kind;
import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.JettyUpgradeListener;
import org.eclipse.jetty.websocket.client.WebSocketClient;
import org.eclipse.jetty.websocket.core.exception.UpgradeException;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of an attachment over a WebSocket; {@link ConsoleMessage} is the protocol. It is public for
 * Jetty's sake, which looks its methods up.
 */
public final class ConsoleConnection implements AttachedConsole, Session.Listener {

    private static final Duration OPEN_LIMIT = Duration.ofSeconds(30);

    private final ConsoleListener listener;
    private final Queue<CompletableFuture<Boolean>> typed = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile @Nullable Session session;
    private volatile boolean consoleEnded;

    private ConsoleConnection(ConsoleListener listener) {
        this.listener = listener;
    }

    /**
     * Attaches.
     *
     * @param http a client of the control socket that has been started; it is left open
     * @param socket names the control socket
     * @param uri the resource, with the scheme {@code ws}
     */
    static ConsoleConnection open(HttpClient http, Path socket, URI uri, ConsoleListener listener) {
        ConsoleConnection connection = new ConsoleConnection(listener);
        WebSocketClient client = new WebSocketClient(http);
        client.setIdleTimeout(Duration.ZERO);
        client.setMaxBinaryMessageSize(ConsoleMessage.MAX_FRAME_BYTES);
        ClientUpgradeRequest request = new ClientUpgradeRequest(uri);
        request.setTimeout(OPEN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        UpgradeAnswer answer = new UpgradeAnswer();
        try {
            client.start();
            client.connect(connection, request, answer).get(OPEN_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return connection;
        } catch (ExecutionException e) {
            throw failure(socket, answer, e);
        } catch (TimeoutException e) {
            throw new ConteeException(
                    "contee has not answered at " + socket + " within " + OPEN_LIMIT.toSeconds()
                            + " s: see its own log",
                    e);
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("attaching", e);
        } catch (Exception e) { // Jetty's life cycle declares no less
            throw new ConteeException("cannot attach at " + socket + ": " + ConteeException.reason(e), e);
        }
    }

    private static ConteeException failure(Path socket, UpgradeAnswer answer, ExecutionException e) {
        if (refusal(e).filter(status -> status == HttpStatus.FORBIDDEN_403).isPresent()) {
            return new ConteeException(
                    ConteeException.Kind.FORBIDDEN,
                    "contee does not let you type at " + socket + ": attach read-only, or join a group that may"
                            + " (clientGroup)",
                    e);
        }
        if (answer.isRefusedForNow()) {
            return new ConteeException(
                    ConteeException.Kind.UNAVAILABLE,
                    "contee cannot attach one more client at " + socket + ": see its own log",
                    e);
        }
        return refusal(e)
                .map(status -> new ConteeException(
                        "contee refuses to attach at " + socket + " with HTTP status " + status
                                + ": is it of the same version?",
                        e))
                .orElseGet(() -> new CutOffException(
                        "contee at " + socket + " was restarted or stopped meanwhile: attach again", e));
    }

    /** Notes whether contee itself refuses the upgrade now, and is not being restarted. */
    private static final class UpgradeAnswer implements JettyUpgradeListener {
        private volatile boolean refusedForNow;

        @Override
        public void onHandshakeResponse(Request request, Response response) {
            refusedForNow = response.getStatus() == HttpStatus.SERVICE_UNAVAILABLE_503
                    && !response.getHeaders().contains(HttpHeader.RETRY_AFTER);
        }

        boolean isRefusedForNow() {
            return refusedForNow;
        }
    }

    /** The status that refuses the upgrade; empty if the connection broke, or contee is being restarted. */
    private static Optional<Integer> refusal(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UpgradeException refusal
                    && refusal.getResponseStatusCode() >= HttpStatus.BAD_REQUEST_400
                    && refusal.getResponseStatusCode() != HttpStatus.SERVICE_UNAVAILABLE_503) {
                return Optional.of(refusal.getResponseStatusCode());
            }
        }
        return Optional.empty();
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        session = opened;
        opened.demand();
    }

    @Override
    public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        ByteBuffer bytes = ByteBuffer.allocate(payload.remaining()).put(payload).flip();
        callback.succeed();
        listener.output(bytes).whenComplete((done, failure) -> {
            if (failure == null) {
                demand();
            } else {
                close();
            }
        });
    }

    @Override
    public void onWebSocketText(String text) {
        ConsoleMessage.decode(text).ifPresent(message -> {
            switch (message.kind()) {
                case ATTACHED -> listener.attached(message.session(), message.lease());
                case LEASE -> listener.leaseChanged(message.lease());
                case OUTPUT -> listener.nextOutputEndsAt(message.position());
                case REPLAYED -> listener.nextOutputIsReplayed();
                case TAKEN, REFUSED -> {
                    CompletableFuture<Boolean> oldest = typed.poll();
                    if (oldest != null) {
                        oldest.complete(message.kind() == Kind.TAKEN);
                    }
                }
                default -> {} // a request is not for the client
            }
        });
        demand();
    }

    private void demand() {
        Session open = session;
        if (open != null && open.isOpen()) {
            open.demand();
        }
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason, Callback callback) {
        end(statusCode == StatusCode.NORMAL);
        callback.succeed();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        end(false);
    }

    /** @param byConsole whether the console itself has ended, or only the connection */
    private void end(boolean byConsole) {
        if (ended.compareAndSet(false, true)) {
            consoleEnded = byConsole;
            failTyped();
            if (byConsole) {
                listener.ended();
            } else {
                listener.cutOff();
            }
        }
    }

    private void failTyped() {
        for (CompletableFuture<Boolean> one = typed.poll(); one != null; one = typed.poll()) {
            one.completeExceptionally(interrupted(new ClosedChannelException()));
        }
    }

    private ConteeException interrupted(Throwable cause) {
        return consoleEnded
                ? new ConteeException(ConteeException.Kind.NOT_FOUND, "the console has ended", cause)
                : new ConteeException(
                        ConteeException.Kind.UNAVAILABLE,
                        "contee was restarted or stopped meanwhile, so that the guest may have got all of it, a part or"
                                + " nothing: see what it has printed, and type the rest again",
                        cause);
    }

    @Override
    public synchronized CompletionStage<Boolean> type(byte[] input) {
        CompletableFuture<Boolean> accepted = new CompletableFuture<>();
        typed.add(accepted);
        Session open = session;
        if (open != null) {
            open.sendBinary(
                    ByteBuffer.wrap(input),
                    Callback.from(() -> {}, failure -> accepted.completeExceptionally(interrupted(failure))));
        }
        if (ended.get()) {
            failTyped();
        }
        return accepted;
    }

    @Override
    public void acquireLease(boolean force) {
        send(force ? Kind.TAKE : Kind.ASK);
    }

    @Override
    public void releaseLease() {
        send(Kind.GIVE);
    }

    private void send(Kind request) {
        Session open = session;
        if (open != null) {
            open.sendText(ConsoleMessage.of(request).encode(), Callback.NOOP);
        }
    }

    @Override
    public void close() {
        Session open = session;
        if (open != null) {
            open.close(StatusCode.NORMAL, "detached", Callback.NOOP);
        }
    }
}
