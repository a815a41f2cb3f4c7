package io.contee.http;

import io.contee.http.RouteHandler.Action;
import io.contee.manager.Contee;
import io.contee.manager.Readiness.Check;
import io.contee.metrics.Exposition;
import io.contee.model.OneLine;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Response;

/**
 * The routes for monitoring systems. The answers to {@code /healthz} and {@code /readyz} are those of a Kubernetes API
 * server: {@code ok}, or with a failure or {@code ?verbose} a line for each check and each reason.
 */
final class MonitoringRoutes {

    private final Contee contee;
    private final Exposition exposition;

    MonitoringRoutes(Contee contee) {
        this.contee = contee;
        this.exposition = new Exposition(contee);
    }

    void addTo(Map<Route, Action> actions) {
        actions.put(Route.METRICS, this::metrics);
        actions.put(
                Route.HEALTHZ, exchange -> checks("healthz", contee.readiness().live(), exchange));
        actions.put(
                Route.READYZ, exchange -> checks("readyz", contee.readiness().ready(), exchange));
    }

    private void metrics(Exchange exchange) {
        Response response = exchange.response();
        String accept = exchange.request().getHeaders().get(HttpHeader.ACCEPT);
        Exposition.Page page = exposition.scrape(Objects.requireNonNullElse(accept, ""));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, page.contentType());
        response.getHeaders().put(HttpHeader.VARY, HttpHeader.ACCEPT.asString());
        response.write(true, ByteBuffer.wrap(page.body()), exchange.callback());
    }

    private static void checks(String name, List<Check> checks, Exchange exchange) {
        boolean passed = checks.stream().allMatch(Check::passed);
        StringBuilder text = new StringBuilder();
        if (!passed || exchange.query().flag("verbose")) {
            for (Check check : checks) {
                if (check.passed()) {
                    text.append("[+]").append(check.name()).append(" ok\n");
                }
                for (String fault : check.faults()) {
                    text.append("[-]").append(check.name()).append(" failed: ").append(OneLine.of(fault));
                    text.append('\n');
                }
            }
            text.append(name).append(passed ? " check passed\n" : " check failed\n");
        } else {
            text.append("ok\n");
        }
        Response response = exchange.response();
        response.setStatus(passed ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache, no-store");
        exchange.text("text/plain; charset=utf-8", text.toString());
    }
}
