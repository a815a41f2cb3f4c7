package io.contee.http;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import io.contee.net.ClientSlots;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves figures over HTTP on a TCP port: what its handlers answer, each asked in turn.
 */
public final class MemoryStatsServer implements AutoCloseable {

    private static final JettyTcp.Purpose FIGURES = new JettyTcp.Purpose(
            "HTTP", "contee-figures", 32, "set HTTP_PORT, or collect.httpPort and collect.httpAddress");

    private final JettyTcp port;

    private MemoryStatsServer(JettyTcp port) {
        this.port = port;
    }

    /**
     * Starts serving, in its own threads.
     *
     * @param port the port; 0 for one that is free
     * @param slots the descriptors that clients may hold
     * @param handlers each answers, or leaves a request to the next
     * @throws ConteeException if the address or port cannot be used
     */
    public static MemoryStatsServer start(
            String address, int port, ClientSlots slots, List<? extends Handler> handlers) {
        List<Handler> all = new ArrayList<>(handlers);
        all.add(new NothingElse());
        return new MemoryStatsServer(JettyTcp.open(FIGURES, address, port, slots, new Handler.Sequence(all)));
    }

    /** The port that it serves at. */
    public int port() {
        return port.number();
    }

    @Override
    public void close() {
        port.close();
    }

    /** Answers what nobody has answered. */
    private static final class NothingElse extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            PlainErrors.write(
                    response,
                    callback,
                    HttpStatus.NOT_FOUND_404,
                    "no such resource: " + request.getMethod() + " "
                            + OneLine.of(request.getHttpURI().getPath(), 200));
            return true;
        }
    }
}
