package io.contee.http;

import io.contee.manager.ClientAccess;
import io.contee.manager.Contee;
import io.contee.manager.ConteeConfig;
import io.contee.model.ConteeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** Serves the HTTP API of one contee on its control socket. */
public final class ControlServer implements AutoCloseable {

    static final int MAX_THREADS = 200;

    private static final int MIN_THREADS = 4;

    /** How long a connection may be silent where no log is followed and no console attached to. */
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(30);

    /** How slowly a request's body may come on the average. */
    private static final int MIN_BYTES_PER_SECOND = 1024;

    /** Whoever follows a log may read it as slowly as it likes. */
    private static final int ANY_RATE = 0;

    private final Server server;
    private final Path socket;

    private ControlServer(Server server, Path socket) {
        this.server = server;
        this.socket = socket;
    }

    /**
     * Starts serving, in threads of its own.
     *
     * @throws ConteeException if the socket cannot be made
     */
    public static ControlServer start(Contee contee) {
        return start(contee, IDLE_LIMIT);
    }

    /**
     * Starts serving, and ends connections that are silent for longer than a limit.
     *
     * @throws ConteeException if the socket cannot be made
     */
    public static ControlServer start(Contee contee, Duration idleLimit) {
        ConteeConfig config = contee.config();
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("contee-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ClientAccess access = new ClientAccess(config.groups());
        ControlConnector connector = new ControlConnector(server, new HttpConnectionFactory(http), access);
        connector.setIdleTimeout(idleLimit.toMillis());
        server.addConnector(connector);
        ServerWebSocketContainer webSockets = ServerWebSocketContainer.ensure(server);
        webSockets.setIdleTimeout(Duration.ZERO);
        webSockets.setMaxBinaryMessageSize(ConsoleMessage.MAX_FRAME_BYTES);
        server.setHandler(new MinimumDataRateHandler(
                new ControlHandler(contee, access, webSockets), MIN_BYTES_PER_SECOND, ANY_RATE));
        server.setErrorHandler(new PlainErrors());
        Path socket = config.controlSocket();
        try {
            // Jetty makes the socket open to all, so it is made where nobody else can go, and moved when it is ready.
            Path nursery = Files.createTempDirectory(config.runDir(), ".control");
            Path made = nursery.resolve("s");
            try {
                connector.setUnixDomainPath(made);
                server.start();
                access.admitTo(made);
                Files.move(made, socket, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(made);
                Files.delete(nursery);
            }
            return new ControlServer(server, socket);
        } catch (Exception e) { // Jetty's life cycle declares no less
            try {
                server.stop();
            } catch (Exception suppressed) {
                e.addSuppressed(suppressed);
            }
            throw new ConteeException(
                    "cannot serve the control socket " + socket + ": " + ConteeException.reason(e)
                            + ": check runDir, readGroup, clientGroup and controlGroup",
                    e);
        }
    }

    /** Stops serving and removes the socket. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(socket);
            server.stop();
        } catch (Exception e) { // Jetty's life cycle declares no less
            throw new ConteeException("cannot stop the control server: " + ConteeException.reason(e), e);
        }
    }
}
