package io.contee.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.http.MetricsServer;
import io.contee.manager.Contee;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves metrics on a TCP port as soon as that is free: consoles do not wait for it, and the previous daemon may still
 * have it open.
 */
final class MonitoringPort implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MonitoringPort.class);

    private final Contee contee;
    private final InetSocketAddress address;
    private final Duration retry;

    @GuardedBy("this")
    private @Nullable MetricsServer server;

    @GuardedBy("this")
    private boolean closed;

    private MonitoringPort(Contee contee, InetSocketAddress address, Duration retry) {
        this.contee = contee;
        this.address = address;
        this.retry = retry;
    }

    /**
     * Starts, in its own thread.
     *
     * @param retry after how long the port is tried again
     */
    static MonitoringPort open(Contee contee, InetSocketAddress address, Duration retry) {
        MonitoringPort port = new MonitoringPort(contee, address, retry);
        DaemonThread.start("contee-monitoring-port", () -> {
            try {
                port.serve();
            } catch (InterruptedException e) {
                LOG.debug("interrupted before the port was free");
            }
        });
        return port;
    }

    private synchronized void serve() throws InterruptedException {
        boolean logged = false;
        while (!closed && server == null) {
            try {
                server = MetricsServer.start(contee, address);
                LOG.info("serving metrics at http://{}:{}/metrics", address.getHostString(), address.getPort());
            } catch (ConteeException e) {
                if (!logged) {
                    LOG.warn("{}; trying again every {} s", e.getMessage(), retry.toSeconds());
                }
                logged = true;
                wait(retry.toMillis());
            }
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
        if (server != null) {
            server.close();
        }
    }
}
