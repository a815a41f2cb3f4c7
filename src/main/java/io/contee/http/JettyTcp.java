package io.contee.http;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import io.contee.net.ClientSlots;
import java.net.BindException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A TCP port at which HTTP is served, in its own threads. Any thread may call it. */
final class JettyTcp implements AutoCloseable {

    private static final int MIN_THREADS = 1;
    private static final int IDLE_MILLIS = 30_000;

    /** The lowest average rate at which a client may read an answer. */
    private static final int MIN_BYTES_PER_SECOND = 1024;

    /** The connections of a port hold descriptors that guests need also. */
    static final ConnectionLimits.Bounds BOUNDS = new ConnectionLimits.Bounds(256, 64, Duration.ofSeconds(10));

    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final String what;
    private final Server server;
    private final ServerConnector connector;

    private JettyTcp(String what, Server server, ServerConnector connector) {
        this.what = what;
        this.server = server;
        this.connector = connector;
    }

    /**
     * The subject of a server and the names for its threads and messages.
     *
     * @param what the served content
     * @param threads the name of the threads
     * @param maxThreads the highest number of threads
     * @param remedy what to do if the port cannot be used
     */
    record Purpose(String what, String threads, int maxThreads, String remedy) {}

    /**
     * Starts serving. It authenticates nobody, so the default is a loopback address. There it refuses requests that
     * name another host, as those from a page of another site in somebody's browser do.
     *
     * @param port 0 selects any free port
     * @param slots the descriptors that clients may hold
     * @throws ConteeException if the address or port cannot be used
     */
    static JettyTcp open(Purpose purpose, String host, int port, ClientSlots slots, Handler handler) {
        QueuedThreadPool threads = new QueuedThreadPool(purpose.maxThreads(), MIN_THREADS);
        threads.setName(purpose.threads());
        threads.setDaemon(true);
        Server server = new Server(threads);
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost(host);
        connector.setPort(port);
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        Handler admitted = isLoopback(host) ? new Handler.Sequence(new OwnNamesOnly(), handler) : handler;
        ConnectionLimits limits = new ConnectionLimits(
                new MinimumDataRateHandler(admitted, 0, MIN_BYTES_PER_SECOND),
                BOUNDS,
                () -> slots,
                server.getScheduler(),
                System::nanoTime);
        connector.addBean(limits, false);
        server.setHandler(limits);
        server.setErrorHandler(new PlainErrors());
        try {
            server.start();
            return new JettyTcp(purpose.what(), server, connector);
        } catch (Exception e) { // Jetty's life cycle declares no less
            stopAfter(e, server);
            throw new ConteeException(
                    "cannot serve " + purpose.what() + " at " + OneLine.of(host) + ":" + port + ": " + reason(e) + ": "
                            + purpose.remedy(),
                    e);
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // binding to it reports so
        }
    }

    /** Refuses requests that name another host than this one. */
    private static final class OwnNamesOnly extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            String host = Request.getServerName(request);
            if (host == null || LOOPBACK_NAMES.contains(host)) {
                return false;
            }
            PlainErrors.write(
                    response,
                    callback,
                    HttpStatus.MISDIRECTED_REQUEST_421,
                    "this is served on the host itself: ask for it as localhost");
            return true;
        }
    }

    private static String reason(Exception failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return "there is no such host";
            } else if (cause instanceof BindException) {
                return OneLine.of(ConteeException.reason(cause));
            }
        }
        return OneLine.of(ConteeException.reason(failure));
    }

    private static void stopAfter(Exception failure, Server server) {
        try {
            server.stop();
        } catch (Exception suppressed) {
            failure.addSuppressed(suppressed);
        }
    }

    int number() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // Jetty's life cycle declares no less
            throw new ConteeException("cannot stop serving " + what + ": " + ConteeException.reason(e), e);
        }
    }
}
