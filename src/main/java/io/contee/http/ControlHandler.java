package io.contee.http;

import io.contee.manager.ClientAccess;
import io.contee.manager.Contee;
import io.contee.manager.DefineOptions;
import io.contee.manager.DomainMode;
import io.contee.manager.Permission;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import io.contee.model.PodIdentity;
import io.contee.model.WriteAccess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Routes the API's requests to the {@link Contee}. */
final class ControlHandler extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(ControlHandler.class);
    private static final int MAX_BODY_BYTES = 16 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Contee contee;
    private final ClientAccess access;
    private final LogRoutes logs;
    private final ClientRoutes clients;
    private final MonitoringRoutes monitoring;
    private final Restart restart;

    ControlHandler(Contee contee, ClientAccess access, ServerWebSocketContainer webSockets, Restart restart) {
        this.contee = contee;
        this.access = access;
        this.restart = restart;
        this.logs = new LogRoutes(contee);
        this.clients = new ClientRoutes(contee, webSockets);
        this.monitoring = new MonitoringRoutes(contee);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            route(request, response, callback);
        } catch (NotFoundException e) {
            PlainErrors.write(response, callback, HttpStatus.NOT_FOUND_404, e.getMessage());
        } catch (BadRequestException e) {
            PlainErrors.write(response, callback, HttpStatus.BAD_REQUEST_400, e.getMessage());
        } catch (ForbiddenException e) {
            PlainErrors.write(response, callback, HttpStatus.FORBIDDEN_403, e.getMessage());
        } catch (ConteeException e) {
            PlainErrors.write(response, callback, HttpStatus.UNPROCESSABLE_ENTITY_422, e.getMessage());
        } catch (IOException e) {
            callback.failed(e); // the peer went away
        } catch (RuntimeException e) {
            LOG.error(
                    "request {} {} failed",
                    request.getMethod(),
                    request.getHttpURI().getPath(),
                    e);
            PlainErrors.write(
                    response,
                    callback,
                    HttpStatus.INTERNAL_SERVER_ERROR_500,
                    "contee has failed on this request: see its own log for the cause");
        }
        return true;
    }

    /** What {@code /domains/NAME/RESOURCE} names of a domain; empty for another path. */
    static String ofDomain(List<String> path) {
        return path.size() == 3 && path.get(0).equals("domains") ? path.get(2) : "";
    }

    private void route(Request request, Response response, Callback callback) throws IOException {
        // Split before decoding, so that a name may hold an encoded slash and be refused for it.
        List<String> path = Arrays.stream(
                        Request.getPathInContext(request).substring(1).split("/", -1))
                .map(URIUtil::decodePath)
                .toList();
        Query query = Query.of(request);
        boolean get = HttpMethod.GET.is(request.getMethod());
        boolean post = HttpMethod.POST.is(request.getMethod());
        String ofDomain = ofDomain(path);
        check(request, needed(get, ofDomain, query));
        if (get && path.equals(List.of("status"))) {
            json(response, callback, StatusView.of(contee.status()));
        } else if (post && path.equals(List.of("restart"))) {
            json(response, callback, restart.begin());
        } else if (get && path.equals(List.of("consoles"))) {
            json(
                    response,
                    callback,
                    contee.consoles().stream().map(ConsoleView::of).toList());
        } else if (get && path.equals(List.of("usage"))) {
            json(response, callback, UsageView.of(contee.figures()));
        } else if (get && ofDomain.equals("console")) {
            json(response, callback, ConsoleView.of(contee.console(path.get(1), query.text("console"))));
        } else if ((get || post) && ofDomain.equals("mode")) {
            json(response, callback, ModeView.of(get ? contee.mode(path.get(1)) : setMode(path.get(1), query)));
        } else if (post && path.equals(List.of("domains"))) {
            json(response, callback, DefinedView.of(contee.define(body(request), defineOptions(query))));
        } else if (post && ofDomain.equals("adopt")) {
            json(response, callback, contee.adopt(path.get(1), query.text("console"), query.flag("force")));
        } else if (post && ofDomain.equals("release")) {
            json(response, callback, contee.release(path.get(1), query.text("console")));
        } else if (get && path.equals(List.of("adoptable"))) {
            json(response, callback, contee.adoptable());
        } else if (post && path.size() == 3 && path.get(0).equals("hook")) {
            hook(path.get(1), request, response, callback);
        } else if (!monitoring.handle(path, query, request, response, callback)
                && !logs.handle(path, query, request, response, callback)
                && !clients.handle(path, query, request, response, callback)) {
            throw new NotFoundException("no such resource: " + request.getMethod() + " "
                    + request.getHttpURI().getPath());
        }
    }

    /** What a request takes: all that is not known for less takes control. */
    private static Permission needed(boolean get, String ofDomain, Query query) {
        boolean writes = ofDomain.equals("send") || ofDomain.equals("break");
        if (get && ofDomain.equals("attach")) {
            return ClientRoutes.access(query) == WriteAccess.READ_ONLY ? Permission.READ : Permission.WRITE;
        } else if (get) {
            return Permission.READ;
        }
        return writes ? Permission.WRITE : Permission.CONTROL;
    }

    private void check(Request request, Permission needed) {
        Optional<Peer> peer = Peer.of(request);
        if (peer.isEmpty() || !access.allows(peer.get().user(), peer.get().group(), needed)) {
            throw new ForbiddenException(
                    "user " + peer.map(known -> known.user().getName()).orElse("unknown") + " may not do this: "
                            + ClientAccess.describe(needed));
        }
    }

    private void hook(String operation, Request request, Response response, Callback callback) throws IOException {
        Optional<String> xml = contee.hook(operation, body(request));
        if (xml.isPresent()) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/xml; charset=utf-8");
            Content.Sink.write(response, true, xml.get(), callback);
        } else {
            response.setStatus(HttpStatus.NO_CONTENT_204);
            callback.succeeded();
        }
    }

    private DomainMode setMode(String domain, Query query) {
        ConsoleMode mode = query.text("mode")
                .map(ConsoleMode::parse)
                .orElseThrow(() -> new BadRequestException("a change of mode needs one: add mode="));
        return contee.setMode(domain, mode, query.flag("live"));
    }

    private static DefineOptions defineOptions(Query query) {
        DefineOptions options = new DefineOptions(
                query.text("mode").map(ConsoleMode::parse),
                Optional.empty(),
                query.text("maxSize").map(ByteSize::parse),
                query.wholeNumber("maxFiles").stream().boxed().findFirst(),
                query.withPrefix("annotation."),
                query.flag("takeOver"));
        Optional<String> pod = query.text("pod");
        if (pod.isEmpty()) {
            return options;
        }
        return options.withPod(new PodIdentity(
                query.text("namespace").orElse("default"),
                pod.get(),
                query.text("uid").orElseThrow(() -> new BadRequestException("a pod needs its uid: add uid=")),
                query.text("container")));
    }

    private static String body(Request request) throws IOException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw new BadRequestException("the request's body is larger than " + MAX_BODY_BYTES + " bytes");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new BadRequestException("the request's body is not UTF-8");
        }
    }

    private static void json(Response response, Callback callback, Object value) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
        response.write(true, ByteBuffer.wrap(JSON.writeValueAsBytes(value)), callback);
    }
}
