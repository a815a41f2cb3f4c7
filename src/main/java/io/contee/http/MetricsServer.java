package io.contee.http;

import io.contee.http.RouteHandler.Action;
import io.contee.manager.Contee;
import io.contee.model.ConteeException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;

/** Serves the routes for monitoring systems on a TCP port, and nothing else: no console, no log, no change. */
public final class MetricsServer implements AutoCloseable {

    private static final JettyTcp.Purpose METRICS =
            new JettyTcp.Purpose("metrics", "contee-monitoring", 8, "check metrics.address and metrics.port");

    private final JettyTcp port;

    private MetricsServer(JettyTcp port) {
        this.port = port;
    }

    /**
     * Starts serving, in its own threads.
     *
     * @param address the address; port 0 selects any free port
     * @throws ConteeException if the address cannot be used
     */
    public static MetricsServer start(Contee contee, InetSocketAddress address) {
        Map<Route, Action> actions = new EnumMap<>(Route.class);
        new MonitoringRoutes(contee).addTo(actions);
        RouteHandler routes = new RouteHandler(actions, (request, needed) -> {}, () -> false);
        return new MetricsServer(
                JettyTcp.open(METRICS, address.getHostString(), address.getPort(), contee.clientSlots(), routes));
    }

    /** The port that it listens at. */
    public int port() {
        return port.number();
    }

    @Override
    public void close() {
        port.close();
    }
}
