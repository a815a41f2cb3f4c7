package io.contee.http;

import io.contee.http.RouteHandler.Action;
import io.contee.manager.ClientAccess;
import io.contee.manager.Contee;
import io.contee.manager.Permission;
import io.contee.model.ConsoleMode;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** The control socket's API for a {@link Contee}: what each route does. */
final class ControlHandler extends Handler.Abstract {

    private static final int MAX_BODY_BYTES = 16 << 20;

    private final Contee contee;
    private final ClientAccess access;
    private final LogRoutes logs;
    private final Restart restart;
    private final RouteHandler routes;

    ControlHandler(Contee contee, ClientAccess access, ServerWebSocketContainer webSockets, Restart restart) {
        this.contee = contee;
        this.access = access;
        this.restart = restart;
        this.logs = new LogRoutes(contee);
        Map<Route, Action> actions = new EnumMap<>(Route.class);
        new MonitoringRoutes(contee).addTo(actions);
        logs.addTo(actions);
        new ClientRoutes(contee, webSockets).addTo(actions);
        addDaemonTo(actions);
        addDomainsTo(actions);
        this.routes = new RouteHandler(actions, this::check, contee::isHandingOver);
    }

    private void addDaemonTo(Map<Route, Action> actions) {
        actions.put(Route.OPENAPI, exchange -> exchange.text("application/json", OpenApi.json()));
        actions.put(Route.STATUS, exchange -> exchange.json(StatusView.of(contee.status())));
        actions.put(Route.USAGE, exchange -> exchange.json(UsageView.of(contee.figures())));
        actions.put(Route.RESTART, exchange -> exchange.json(restart.begin()));
        actions.put(Route.HOOK, this::hook);
    }

    private void addDomainsTo(Map<Route, Action> actions) {
        actions.put(
                Route.CONSOLES,
                exchange -> exchange.json(
                        contee.consoles().stream().map(ConsoleView::of).toList()));
        actions.put(Route.CONSOLE, exchange -> exchange.json(ConsoleView.of(contee.console(exchange.console()))));
        actions.put(Route.MODE, exchange -> exchange.json(ModeView.of(contee.mode(exchange.name()))));
        actions.put(Route.SET_MODE, this::setMode);
        actions.put(Route.DEFINE, this::define);
        actions.put(Route.ADOPTABLE, exchange -> exchange.json(contee.adoptable()));
        actions.put(
                Route.ADOPT,
                exchange -> exchange.json(
                        contee.adopt(exchange.console(), exchange.query().flag("force"))));
        actions.put(Route.RELEASE, exchange -> exchange.json(contee.release(exchange.console())));
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        return routes.handle(request, response, callback);
    }

    /** Waits until no request is being answered, but for those that last. */
    void awaitAnswers(Duration limit) {
        routes.awaitAnswers(limit);
    }

    /** Ends the answers that follow a log, as incomplete. */
    void cutFollowers() {
        logs.close();
    }

    private void check(Request request, Permission needed) {
        Optional<Peer> peer = Peer.of(request);
        if (peer.isEmpty() || !access.allows(peer.get().user(), peer.get().group(), needed)) {
            throw new ForbiddenException(
                    "user " + peer.map(known -> known.user().getName()).orElse("unknown") + " may not do this: "
                            + ClientAccess.describe(needed));
        }
    }

    private void hook(Exchange exchange) throws IOException {
        Optional<String> xml = contee.hook(exchange.name(), exchange.text(MAX_BODY_BYTES));
        if (xml.isPresent()) {
            exchange.text("application/xml; charset=utf-8", xml.get());
        } else {
            exchange.done();
        }
    }

    private void setMode(Exchange exchange) {
        ConsoleMode mode = exchange.query()
                .text("mode")
                .map(ConsoleMode::parse)
                .orElseThrow(() -> new BadRequestException("a change of mode needs one: add mode="));
        exchange.json(ModeView.of(
                contee.setMode(exchange.name(), mode, exchange.query().flag("live"))));
    }

    private void define(Exchange exchange) throws IOException {
        exchange.json(
                DefinedView.of(contee.define(exchange.text(MAX_BODY_BYTES), DefineQuery.decode(exchange.query()))));
    }
}
