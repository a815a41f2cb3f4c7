package io.contee.http;

import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.HostPort;

/**
 * Makes HTTP connections over a unix socket, which has no authority. A request may omit it in HTTP/1.0, and in HTTP/1.1
 * send an empty Host (RFC 9112, section 3.2). Jetty refuses both on such a socket unless an authority is supplied. It
 * refuses the empty Host in any case, so this class hides that header from it.
 */
final class ControlConnectionFactory extends HttpConnectionFactory {

    private static final String AUTHORITY = "localhost";

    ControlConnectionFactory(HttpConfiguration http) {
        super(http);
        http.setServerAuthority(new HostPort(AUTHORITY));
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        HttpConnection connection = new ControlConnection(getHttpConfiguration(), connector, endPoint);
        return configure(connection, connector, endPoint);
    }

    private static final class ControlConnection extends HttpConnection {

        ControlConnection(HttpConfiguration http, Connector connector, EndPoint endPoint) {
            super(http, connector, endPoint);
        }

        @Override
        protected RequestHandler newRequestHandler() {
            return new RequestHandler() {
                @Override
                public void parsedHeader(HttpField field) {
                    boolean isEmptyHost = field.getHeader() == HttpHeader.HOST
                            && (field.getValue() == null || field.getValue().isBlank());
                    super.parsedHeader(isEmptyHost ? new HostPortHttpField(AUTHORITY) : field);
                }
            };
        }
    }
}
