package io.contee.http;

import io.contee.manager.Contee;
import io.contee.model.ConteeException;
import java.net.InetSocketAddress;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves on a TCP port what a monitoring system asks for, and nothing else: no console, no log, no change. */
public final class MetricsServer implements AutoCloseable {

    private static final JettyTcp.Purpose METRICS =
            new JettyTcp.Purpose("metrics", "contee-monitoring", 8, "check metrics.address and metrics.port");

    private final JettyTcp port;

    private MetricsServer(JettyTcp port) {
        this.port = port;
    }

    /**
     * Starts serving, in threads of its own.
     *
     * @param address where; port 0 is any that is free
     * @throws ConteeException if the address cannot be had
     */
    public static MetricsServer start(Contee contee, InetSocketAddress address) {
        return new MetricsServer(JettyTcp.open(
                METRICS, address.getHostString(), address.getPort(), new Routes(new MonitoringRoutes(contee))));
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
        return port.number();
    }

    @Override
    public void close() {
        port.close();
    }
}
