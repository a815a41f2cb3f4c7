package io.contee.http;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Serves figures over HTTP on a TCP port: what the handlers answer that it is given, each asked in turn. It asks nobody
 * who he is, so it is for a loopback address, unless told otherwise; there it answers only to requests that name one, as
 * a page of another site in somebody's browser does not.
 */
public final class MemoryStatsServer implements AutoCloseable {

    private static final JettyTcp.Purpose FIGURES = new JettyTcp.Purpose(
            "HTTP", "contee-figures", 32, "set HTTP_PORT, or collect.httpPort and collect.httpAddress");
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final JettyTcp port;

    private MemoryStatsServer(JettyTcp port) {
        this.port = port;
    }

    /**
     * Starts serving, in threads of its own.
     *
     * @param port the port; 0 for one that is free
     * @param handlers each answers, or leaves a request to the next
     * @throws ConteeException if the address or port cannot be used
     */
    public static MemoryStatsServer start(String address, int port, List<? extends Handler> handlers) {
        List<Handler> all = new ArrayList<>();
        if (isLoopback(address)) {
            all.add(new OwnNamesOnly());
        }
        all.addAll(handlers);
        all.add(new NothingElse());
        return new MemoryStatsServer(JettyTcp.open(FIGURES, address, port, new Handler.Sequence(all)));
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false; // binding to it tells so
        }
    }

    /** The port that it serves at. */
    public int port() {
        return port.number();
    }

    @Override
    public void close() {
        port.close();
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
