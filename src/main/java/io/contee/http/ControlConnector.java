package io.contee.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.manager.ClientAccess;
import io.contee.manager.Permission;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;

/**
 * Accepts connections to the control socket: from users who may do anything at all, and a limited number from each.
 * Thus no user keeps others, above all libvirt's hook, from being served.
 */
final class ControlConnector extends UnixDomainServerConnector {

    /**
     * The number of connections that one user may have at a time. A follower of logs and a client of a console have one
     * each.
     */
    static final int MAX_OF_USER = 64;

    /** The same limit for root and contee's own user. */
    static final int MAX_OF_TRUSTED = 4096;

    private final ClientAccess access;

    @GuardedBy("this")
    private final Map<SocketChannel, UserPrincipal> connections = new HashMap<>();

    ControlConnector(Server server, HttpConnectionFactory http, ClientAccess access) {
        super(server, 1, 1, http);
        this.access = access;
    }

    /** Jetty calls it for each connection, before it reads from it. */
    @Override
    protected void configure(SocketChannel channel) throws IOException {
        super.configure(channel);
        Optional<Peer> peer = Peer.of(channel);
        if (peer.isEmpty() || !admits(channel, peer.get())) {
            channel.close();
        }
    }

    private synchronized boolean admits(SocketChannel channel, Peer peer) {
        connections.keySet().removeIf(connection -> !connection.isOpen());
        int limit = access.isTrusted(peer.user()) ? MAX_OF_TRUSTED : MAX_OF_USER;
        long others = connections.values().stream().filter(peer.user()::equals).count();
        if (others >= limit || !access.allows(peer.user(), peer.group(), Permission.READ)) {
            return false;
        }
        connections.put(channel, peer.user());
        return true;
    }
}
