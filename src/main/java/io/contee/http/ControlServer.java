package io.contee.http;

import io.contee.config.ConteeConfig;
import io.contee.manager.ClientAccess;
import io.contee.manager.Contee;
import io.contee.model.ConteeException;
import io.contee.net.ClientSlots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.jspecify.annotations.Nullable;

/** Serves the HTTP API of one contee on its control socket. */
public final class ControlServer implements AutoCloseable {

    static final int MAX_THREADS = 200;

    private static final int MIN_THREADS = 4;

    /** The longest silence of a connection that neither follows a log nor attaches to a console. */
    private static final Duration IDLE_LIMIT = Duration.ofSeconds(30);

    /** The lowest average rate at which a request's body may arrive. */
    private static final int MIN_BYTES_PER_SECOND = 1024;

    /** A follower of a log may read it as slowly as it likes. */
    private static final int ANY_RATE = 0;

    private final ConteeConfig config;
    private final ClientAccess access;
    private final Server server;
    private final ControlConnector connector;
    private final ServerWebSocketContainer webSockets;
    private final PreparedHandler handler = new PreparedHandler();
    private boolean served;

    private ControlServer(
            ConteeConfig config,
            ClientAccess access,
            Server server,
            ControlConnector connector,
            ServerWebSocketContainer webSockets) {
        this.config = config;
        this.access = access;
        this.connector = connector;
        this.server = server;
        this.webSockets = webSockets;
    }

    /** Answers requests once there is a handler to answer them. */
    private static final class PreparedHandler extends Handler.Abstract {
        private volatile @Nullable ControlHandler answering;
        private volatile @Nullable ClientSlots slots;

        /** The slots, which there are before there are connections. */
        private ClientSlots slots() {
            return Objects.requireNonNull(slots);
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            ControlHandler current = answering;
            return current != null && current.handle(request, response, callback);
        }
    }

    /**
     * Starts serving, in its own threads.
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
        ControlServer server = prepare(contee.config(), idleLimit);
        server.serve(contee, Restart.REFUSED);
        return server;
    }

    /**
     * Does all slow work of the start in advance of {@link #serve}; nobody can reach it yet.
     *
     * @throws ConteeException if its socket cannot be made
     */
    public static ControlServer prepare(ConteeConfig config) {
        return prepare(config, IDLE_LIMIT);
    }

    private static ControlServer prepare(ConteeConfig config, Duration idleLimit) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("contee-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ClientAccess access = new ClientAccess(config.groups());
        ControlConnector connector = new ControlConnector(server, new ControlConnectionFactory(http), access);
        connector.setIdleTimeout(idleLimit.toMillis());
        server.addConnector(connector);
        ServerWebSocketContainer webSockets = ServerWebSocketContainer.ensure(server);
        webSockets.setIdleTimeout(Duration.ZERO);
        webSockets.setMaxBinaryMessageSize(ConsoleMessage.MAX_FRAME_BYTES);
        server.setErrorHandler(new PlainErrors());
        ControlServer prepared = new ControlServer(config, access, server, connector, webSockets);
        ConnectionLimits limits = new ConnectionLimits(
                new MinimumDataRateHandler(prepared.handler, MIN_BYTES_PER_SECOND, ANY_RATE),
                new ConnectionLimits.Bounds(Integer.MAX_VALUE, Integer.MAX_VALUE, idleLimit),
                prepared.handler::slots,
                server.getScheduler(),
                System::nanoTime);
        connector.addBean(limits, false);
        server.setHandler(limits);
        try {
            // Jetty makes the socket open to all, so it is made where nobody else can go, and moved when it is ready.
            Files.createDirectories(
                    config.directories().run().path(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
            connector.setUnixDomainPath(
                    Files.createTempDirectory(config.directories().run().path(), ".control")
                            .resolve("s"));
            server.start();
            return prepared;
        } catch (Exception e) { // Jetty's life cycle declares no less
            throw prepared.failed(e);
        }
    }

    private Path stagingDir() {
        return Objects.requireNonNull(made().getParent());
    }

    private Path made() {
        return connector.getUnixDomainPath();
    }

    /**
     * Serves from now on.
     *
     * @param restart what a request for a restart does
     * @throws ConteeException if the socket cannot be put in its place
     */
    public void serve(Contee contee, Restart restart) {
        handler.slots = contee.clientSlots();
        handler.answering = new ControlHandler(contee, access, webSockets, restart);
        try {
            access.admitTo(made());
            Files.move(made(), config.directories().run().controlSocket(), StandardCopyOption.ATOMIC_MOVE);
            served = true;
            Files.delete(stagingDir());
        } catch (IOException | ConteeException e) {
            throw failed(e);
        }
    }

    private ConteeException failed(Exception e) {
        try {
            close();
        } catch (ConteeException suppressed) {
            e.addSuppressed(suppressed);
        }
        return new ConteeException(
                "cannot serve the control socket " + config.directories().run().controlSocket() + ": "
                        + ConteeException.reason(e) + ": check runDir, readGroup, clientGroup and controlGroup",
                e);
    }

    /**
     * Waits until no request is being answered, but for those that last, such as a followed log. Then the process may
     * exit without a truncated answer.
     */
    public void awaitAnswers(Duration limit) {
        ControlHandler current = handler.answering;
        if (current != null) {
            current.awaitAnswers(limit);
        }
    }

    /** Stops serving and removes the socket. Logs that are followed end as incomplete answers. */
    @Override
    public void close() {
        try {
            ControlHandler current = handler.answering;
            if (current != null) {
                current.cutFollowers();
            }
            // A server that was only prepared leaves the socket to the contee that serves.
            if (served) {
                Files.deleteIfExists(config.directories().run().controlSocket());
            }
            server.stop();
            Files.deleteIfExists(made());
            Files.deleteIfExists(stagingDir());
        } catch (Exception e) { // Jetty's life cycle declares no less
            throw new ConteeException("cannot stop the control server: " + ConteeException.reason(e), e);
        }
    }
}
