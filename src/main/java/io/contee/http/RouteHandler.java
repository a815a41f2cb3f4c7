package io.contee.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.manager.Permission;
import io.contee.model.ConteeException;
import io.contee.model.ConteeException.Kind;
import io.contee.model.OneLine;
import io.contee.model.WriteAccess;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.URIUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests by the table of {@link Route}s: finds the action, checks the permission and the parameters, and
 * turns failures into statuses with one line of plain text. Several threads call it.
 */
final class RouteHandler extends Handler.Abstract {

    private static final Logger LOG = LoggerFactory.getLogger(RouteHandler.class);

    /** Does what a route is for. */
    interface Action {
        void answer(Exchange exchange) throws IOException;
    }

    /** Decides who may do what. */
    interface Gate {
        /**
         * Checks what the peer may do.
         *
         * @throws ForbiddenException if that is less than needed
         */
        void check(Request request, Permission needed);
    }

    private final Map<Route, Action> actions;
    private final Gate gate;
    private final BooleanSupplier handingOver;

    @GuardedBy("this")
    private int underWay;

    /** @param handingOver whether another daemon may now serve what is not found here */
    RouteHandler(Map<Route, Action> actions, Gate gate, BooleanSupplier handingOver) {
        this.actions = actions;
        this.gate = gate;
        this.handingOver = handingOver;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        try {
            answer(request, response, callback);
        } catch (ConteeException e) {
            boolean mayBeThere = e.kind() == Kind.NOT_FOUND || e.kind() == Kind.UNAVAILABLE;
            fail(response, callback, mayBeThere && handingOver.getAsBoolean() ? restarting() : e);
        } catch (IOException e) {
            callback.failed(e); // the peer went away, or the answer cannot be completed: both see a broken connection
        } catch (RuntimeException e) {
            LOG.error(
                    "request {} {} failed",
                    request.getMethod(),
                    OneLine.of(request.getHttpURI().getPath(), 200),
                    e);
            fail(
                    response,
                    callback,
                    new ConteeException(
                            Kind.INTERNAL, "contee has failed on this request: see its own log for the cause"));
        }
        return true;
    }

    private void answer(Request request, Response response, Callback callback) throws IOException {
        // Split before decoding: thus a name may hold an encoded slash, and is refused for it.
        List<String> path = Arrays.stream(
                        Request.getPathInContext(request).substring(1).split("/", -1))
                .map(URIUtil::decodePath)
                .toList();
        List<Route> routes =
                actions.keySet().stream().filter(route -> route.matches(path)).toList();
        if (routes.isEmpty()) {
            PlainErrors.write(response, callback, HttpStatus.NOT_FOUND_404, unknown(request));
            return;
        }
        String method = request.getMethod();
        Optional<Route> route =
                routes.stream().filter(candidate -> candidate.answers(method)).findFirst();
        if (route.isPresent()) {
            answer(route.get(), path, request, response, callback);
            return;
        }
        response.getHeaders().put(HttpHeader.ALLOW, allowed(routes));
        PlainErrors.write(
                response,
                callback,
                HttpStatus.METHOD_NOT_ALLOWED_405,
                "this resource does not answer " + OneLine.of(method, 20) + ": use " + allowed(routes));
    }

    private void answer(Route route, List<String> path, Request request, Response response, Callback callback)
            throws IOException {
        Query query = Query.of(request);
        gate.check(request, needed(route, query));
        query.allow(route.parameters());
        Optional<String> shortOnly = ConnectionLimits.shortOnly(request);
        if (shortOnly.isPresent() && !route.isShort()) {
            throw new ConteeException(Kind.UNAVAILABLE, shortOnly.get());
        }
        if (route.isAboutAll() && handingOver.getAsBoolean()) {
            throw restarting();
        }
        Exchange exchange = new Exchange(route, route.values(path), query, request, response, callback);
        Action action = actions.get(route);
        if (action != null && route.lasts()) {
            action.answer(exchange);
        } else if (action != null) {
            answerCounted(action, exchange);
        }
    }

    private void answerCounted(Action action, Exchange exchange) throws IOException {
        synchronized (this) {
            underWay++;
        }
        try {
            action.answer(exchange);
        } finally {
            synchronized (this) {
                underWay--;
                notifyAll();
            }
        }
    }

    /** Waits until no request is being answered, but for those that last. */
    synchronized void awaitAnswers(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            for (long left = limit.toNanos(); underWay > 0 && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String unknown(Request request) {
        String resource =
                request.getMethod() + " " + OneLine.of(request.getHttpURI().getPath(), 200);
        return "no such resource: " + resource
                + (actions.containsKey(Route.OPENAPI)
                        ? ": see /openapi.json"
                        : ": there are "
                                + String.join(
                                        ", ",
                                        actions.keySet().stream()
                                                .map(Route::template)
                                                .sorted()
                                                .toList()));
    }

    private static String allowed(List<Route> routes) {
        Set<String> methods = new LinkedHashSet<>();
        for (Route route : routes) {
            methods.add(route.method());
            if (route.answers("HEAD")) {
                methods.add("HEAD");
            }
        }
        return String.join(", ", methods);
    }

    private static Permission needed(Route route, Query query) {
        boolean reads = route == Route.ATTACH && AttachQuery.access(query) == WriteAccess.READ_ONLY;
        return reads ? Permission.READ : route.permission();
    }

    private static ConteeException restarting() {
        return new ConteeException(Kind.UNAVAILABLE, "contee is being restarted: try again in a moment");
    }

    private void fail(Response response, Callback callback, ConteeException failure) {
        if (response.isCommitted()) {
            // The part sent so far looks like success: only a broken connection shows the failure.
            callback.failed(failure);
            return;
        }
        if (failure.kind() == Kind.UNAVAILABLE && handingOver.getAsBoolean()) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
        }
        PlainErrors.write(response, callback, status(failure), failure.getMessage());
    }

    private static int status(ConteeException failure) {
        return switch (failure.kind()) {
            case NOT_FOUND -> HttpStatus.NOT_FOUND_404;
            case CONFLICT -> HttpStatus.CONFLICT_409;
            case FORBIDDEN -> HttpStatus.FORBIDDEN_403;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE_503;
            case INVALID ->
                failure instanceof BadRequestException
                        ? HttpStatus.BAD_REQUEST_400
                        : HttpStatus.UNPROCESSABLE_ENTITY_422;
            case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR_500;
        };
    }
}
