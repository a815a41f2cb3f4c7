package io.contee.http;

import io.contee.manager.Contee;
import io.contee.manager.ConteeConfig;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** Serves the HTTP API of one contee on its control socket. */
public final class ControlServer implements AutoCloseable {

    static final int MAX_THREADS = 200;

    private static final int MIN_THREADS = 4;
    private static final String SOCKET_MODE = "rw-rw----";

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
        ConteeConfig config = contee.config();
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("contee-http");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        UnixDomainServerConnector connector =
                new UnixDomainServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        // A follower of a silent guest's log may be silent for days.
        connector.setIdleTimeout(0);
        server.addConnector(connector);
        ServerWebSocketContainer webSockets = ServerWebSocketContainer.ensure(server);
        webSockets.setIdleTimeout(Duration.ZERO);
        webSockets.setMaxBinaryMessageSize(ConsoleMessage.MAX_FRAME_BYTES);
        server.setHandler(new ControlHandler(contee, webSockets));
        server.setErrorHandler(new PlainErrors());
        Path socket = config.controlSocket();
        try {
            // Jetty makes the socket open to all, so it is made where nobody else can go, and moved when it is ready.
            Path nursery = Files.createTempDirectory(config.runDir(), ".control");
            Path made = nursery.resolve("s");
            try {
                connector.setUnixDomainPath(made);
                server.start();
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(SOCKET_MODE));
                if (config.clientGroup().isPresent()) {
                    setGroup(made, config.clientGroup().get());
                }
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
                            + ": check runDir and clientGroup",
                    e);
        }
    }

    private static void setGroup(Path path, String name) throws IOException {
        GroupPrincipal group =
                path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
        Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(group);
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
