package io.contee.http;

import io.contee.http.RouteHandler.Action;
import io.contee.manager.ClientIdentity;
import io.contee.manager.Contee;
import io.contee.model.AttachOptions;
import io.contee.model.ClientStatus;
import io.contee.model.ConsoleRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** The routes of those who use consoles. */
final class ClientRoutes {

    private static final int MAX_SEND_BYTES = 1 << 20;

    private final Contee contee;
    private final ServerWebSocketContainer webSockets;

    ClientRoutes(Contee contee, ServerWebSocketContainer webSockets) {
        this.contee = contee;
        this.webSockets = webSockets;
    }

    void addTo(Map<Route, Action> actions) {
        actions.put(Route.CLIENTS, exchange -> exchange.json(views(contee.clients())));
        actions.put(Route.DOMAIN_CLIENTS, exchange -> exchange.json(views(contee.clients(exchange.name()))));
        actions.put(Route.ATTACH, this::attach);
        actions.put(Route.SEND, this::send);
        actions.put(Route.BREAK, exchange -> {
            contee.sendBreak(exchange.console());
            exchange.done();
        });
    }

    private static List<ClientView> views(List<ClientStatus> clients) {
        return clients.stream().map(ClientView::of).toList();
    }

    private void send(Exchange exchange) throws IOException {
        contee.send(
                exchange.console(),
                exchange.body(MAX_SEND_BYTES),
                exchange.query().flag("force"),
                peer(exchange));
        exchange.done();
    }

    private void attach(Exchange exchange) {
        ConsoleRef name = exchange.console();
        contee.console(name); // refused before the upgrade, where the reason can be sent
        AttachOptions options = AttachQuery.decode(exchange.query());
        ClientIdentity peer = peer(exchange);
        ConsoleSocket socket = new ConsoleSocket(listener -> contee.attach(name, options, peer, listener));
        if (!webSockets.upgrade(
                (upgrade, answer, done) -> socket, exchange.request(), exchange.response(), exchange.callback())) {
            throw new BadRequestException("this resource is a WebSocket: ask for an upgrade of the connection");
        }
    }

    /**
     * The client at the other end of the connection. The kernel names its user; its process, which the kernel does not
     * name on a connection of Jetty's, is the one that the peer states, if that process is the same user's.
     */
    private static ClientIdentity peer(Exchange exchange) {
        String user =
                Peer.of(exchange.request()).map(peer -> peer.user().getName()).orElse("unknown");
        int pid = exchange.query().wholeNumber("pid").orElse(0);
        try {
            boolean own =
                    pid > 0 && Files.getOwner(Path.of("/proc/" + pid)).getName().equals(user);
            return new ClientIdentity(user, own ? OptionalLong.of(pid) : OptionalLong.empty());
        } catch (IOException e) {
            return new ClientIdentity(user, OptionalLong.empty());
        }
    }
}
