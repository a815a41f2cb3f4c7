package io.contee.http;

import java.nio.file.Path;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.io.Transport;

/** Sends every request to one unix socket, those among them whose making is left to Jetty's WebSocket client. */
final class UnixTransport extends HttpClientTransportOverHTTP {

    private final Transport socket;

    UnixTransport(Path socket) {
        this.socket = new Transport.TCPUnix(socket);
    }

    @Override
    public Origin newOrigin(Request request) {
        return super.newOrigin(request.transport(socket));
    }
}
