package io.contee.http;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A TCP port at which HTTP is served, in threads of its own. Any thread may call it. */
final class JettyTcp implements AutoCloseable {

    private static final int MIN_THREADS = 1;
    private static final int IDLE_MILLIS = 30_000;

    private final String what;
    private final Server server;
    private final ServerConnector connector;

    private JettyTcp(String what, Server server, ServerConnector connector) {
        this.what = what;
        this.server = server;
        this.connector = connector;
    }

    /**
     * What is served and by whom, for threads and messages.
     *
     * @param what is served
     * @param threads the name of the threads that do it
     * @param maxThreads how many there may be
     * @param remedy what to do where the port cannot be had
     */
    record Purpose(String what, String threads, int maxThreads, String remedy) {}

    /**
     * Begins to serve.
     *
     * @param port 0 is any that is free
     * @throws ConteeException if the address or port cannot be used
     */
    static JettyTcp open(Purpose purpose, String host, int port, Handler handler) {
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
        server.setHandler(handler);
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
