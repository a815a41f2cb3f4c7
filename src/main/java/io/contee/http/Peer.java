package io.contee.http;

import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.eclipse.jetty.server.Request;

/**
 * The user at the other end of a connection to the control socket, as the kernel reports it.
 *
 * @param user the process's user
 * @param group its group; it may have more
 */
record Peer(UserPrincipal user, GroupPrincipal group) {

    /** Returns the peer of a request; empty if the connection has ended. */
    static Optional<Peer> of(Request request) {
        Object transport =
                request.getConnectionMetaData().getConnection().getEndPoint().getTransport();
        return transport instanceof SelectableChannel channel ? of(channel) : Optional.empty();
    }

    static Optional<Peer> of(SelectableChannel connection) {
        if (!(connection instanceof SocketChannel channel)) {
            return Optional.empty();
        }
        try {
            UnixDomainPrincipal principal = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            return Optional.of(new Peer(principal.user(), principal.group()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
