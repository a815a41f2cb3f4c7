package io.contee.http;

import io.contee.manager.Contee;
import io.contee.model.ConteeException;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves on a TCP port what a monitoring system asks for, and nothing else: no console, no log, no change. */
public final class MonitoringServer implements AutoCloseable {

    private static final int MAX_THREADS = 8;
    private static final int MIN_THREADS = 1;
    private static final int IDLE_MILLIS = 30_000;

    private final Server server;
    private final ServerConnector connector;

    private MonitoringServer(Server server, ServerConnector connector) {
        this.server = server;
        this.connector = connector;
    }

    /**
     * Starts serving, in threads of its own.
     *
     * @param address where; port 0 is any that is free
     * @throws ConteeException if the address cannot be had
     */
    public static MonitoringServer start(Contee contee, InetSocketAddress address) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("contee-monitoring");
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(address.getHostString());
        connector.setPort(address.getPort());
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(new Routes(new MonitoringRoutes(contee)));
        server.setErrorHandler(new PlainErrors());
        try {
            server.start();
            return new MonitoringServer(server, connector);
        } catch (Exception e) { // Jetty's life cycle declares no less
            stopAfter(e, server);
            throw new ConteeException(
                    "cannot serve metrics at " + address.getHostString() + ":" + address.getPort() + ": "
                            + reason(e.getCause() == null ? e : e.getCause())
                            + ": check metrics.address and metrics.port",
                    e);
        }
    }

    private static String reason(Throwable failure) {
        return failure instanceof UnresolvedAddressException
                ? "there is no such host"
                : ConteeException.reason(failure);
    }

    private static void stopAfter(Exception failure, Server server) {
        try {
            server.stop();
        } catch (Exception suppressed) {
            failure.addSuppressed(suppressed);
        }
    }

    private static final class Routes extends Handler.Abstract {

        private final MonitoringRoutes routes;

        Routes(MonitoringRoutes routes) {
            this.routes = routes;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            try {
                List<String> path = List.of(Request.getPathInContext(request).substring(1));
                if (!routes.handle(path, Query.of(request), request, response, callback)) {
                    PlainErrors.write(
                            response,
                            callback,
                            HttpStatus.NOT_FOUND_404,
                            "no such resource: there are GET /metrics, /healthz and /readyz");
                }
            } catch (BadRequestException e) {
                PlainErrors.write(response, callback, HttpStatus.BAD_REQUEST_400, e.getMessage());
            }
            return true;
        }
    }

    /** The port that it listens at. */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // Jetty's life cycle declares no less
            throw new ConteeException("cannot stop serving metrics: " + ConteeException.reason(e), e);
        }
    }
}
