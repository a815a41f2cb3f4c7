package io.contee.http;

import io.contee.manager.ClientIdentity;
import io.contee.manager.Contee;
import io.contee.model.AttachOptions;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import tools.jackson.databind.json.JsonMapper;

/** The resources of those who use consoles. */
final class ClientRoutes {

    private static final int MAX_SEND_BYTES = 1 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Contee contee;
    private final ServerWebSocketContainer webSockets;

    ClientRoutes(Contee contee, ServerWebSocketContainer webSockets) {
        this.contee = contee;
        this.webSockets = webSockets;
    }

    /** Answers the request, if it is for one of them. */
    boolean handle(List<String> path, Query query, Request request, Response response, Callback callback)
            throws IOException {
        boolean get = HttpMethod.GET.is(request.getMethod());
        boolean post = HttpMethod.POST.is(request.getMethod());
        String ofDomain = ControlHandler.ofDomain(path);
        if (get && path.equals(List.of("clients"))) {
            json(response, callback, Optional.empty());
        } else if (get && ofDomain.equals("clients")) {
            json(response, callback, Optional.of(path.get(1)));
        } else if (get && ofDomain.equals("attach")) {
            attach(path.get(1), query, request, response, callback);
        } else if (post && ofDomain.equals("send")) {
            contee.send(path.get(1), query.text("console"), body(request), query.flag("force"), peer(request, query));
            done(response, callback);
        } else if (post && ofDomain.equals("break")) {
            contee.sendBreak(path.get(1), query.text("console"));
            done(response, callback);
        } else {
            return false;
        }
        return true;
    }

    private void json(Response response, Callback callback, Optional<String> domain) {
        byte[] json = JSON.writeValueAsBytes(
                contee.clients(domain).stream().map(ClientView::of).toList());
        response.getHeaders().put("Content-Type", "application/json");
        response.write(true, ByteBuffer.wrap(json), callback);
    }

    private static void done(Response response, Callback callback) {
        response.setStatus(HttpStatus.NO_CONTENT_204);
        callback.succeeded();
    }

    private static byte[] body(Request request) throws IOException {
        byte[] bytes = Content.Source.asInputStream(request).readNBytes(MAX_SEND_BYTES + 1);
        if (bytes.length > MAX_SEND_BYTES) {
            throw new BadRequestException("the text is longer than " + MAX_SEND_BYTES + " bytes: send it in parts");
        }
        return bytes;
    }

    private void attach(String domain, Query query, Request request, Response response, Callback callback) {
        Optional<String> alias = query.text("console");
        contee.console(domain, alias); // a refusal is better told before the upgrade
        AttachOptions options = new AttachOptions(access(query), replay(query));
        ClientIdentity peer = peer(request, query);
        ConsoleSocket socket = new ConsoleSocket(listener -> contee.attach(domain, alias, options, peer, listener));
        if (!webSockets.upgrade((upgrade, answer, done) -> socket, request, response, callback)) {
            throw new BadRequestException("this resource is a WebSocket: ask for an upgrade of the connection");
        }
    }

    /** What a client that attaches wants to be allowed. */
    static WriteAccess access(Query query) {
        return query.text("access").map(WriteAccess::parse).orElse(WriteAccess.WRITE);
    }

    private static Replay replay(Query query) {
        if (query.text("missedSince").isPresent()) {
            String session = query.text("missedSince").get();
            return Replay.missedSince(session, query.bytes("position").orElse(Replay.UNKNOWN));
        }
        if (query.wholeNumber("tail").isPresent()) {
            return Replay.lines(query.wholeNumber("tail").getAsInt());
        }
        return query.flag("noReplay") ? Replay.NONE : Replay.SCROLLBACK;
    }

    /**
     * Who is at the other end of the connection. The kernel tells the user; the process, which it does not tell of a
     * connection of Jetty's, is what the peer says it is, if that process is the same user's.
     */
    private static ClientIdentity peer(Request request, Query query) {
        String user = Peer.of(request).map(peer -> peer.user().getName()).orElse("unknown");
        int pid = query.wholeNumber("pid").orElse(0);
        try {
            boolean own =
                    pid > 0 && Files.getOwner(Path.of("/proc/" + pid)).getName().equals(user);
            return new ClientIdentity(user, own ? OptionalLong.of(pid) : OptionalLong.empty());
        } catch (IOException e) {
            return new ClientIdentity(user, OptionalLong.empty());
        }
    }
}
