package io.contee.http;

import io.contee.manager.Contee;
import io.contee.manager.Readiness.Check;
import io.contee.metrics.Exposition;
import io.contee.model.OneLine;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * What a monitoring system asks for. The answers to {@code /healthz} and {@code /readyz} are those of a Kubernetes API
 * server: {@code ok}, or with a failure or {@code ?verbose} a line for each check and each reason.
 */
final class MonitoringRoutes {

    private final Contee contee;
    private final Exposition exposition;

    MonitoringRoutes(Contee contee) {
        this.contee = contee;
        this.exposition = new Exposition(contee);
    }

    /** Answers the request, if it is for one of them. */
    boolean handle(List<String> path, Query query, Request request, Response response, Callback callback) {
        if (path.size() != 1 || !(HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod()))) {
            return false;
        }
        switch (path.get(0)) {
            case "metrics" -> metrics(request, response, callback);
            case "healthz" -> checks("healthz", contee.readiness().live(), query, response, callback);
            case "readyz" -> checks("readyz", contee.readiness().ready(), query, response, callback);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void metrics(Request request, Response response, Callback callback) {
        String accept = request.getHeaders().get(HttpHeader.ACCEPT);
        Exposition.Page page = exposition.scrape(Objects.requireNonNullElse(accept, ""));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, page.contentType());
        response.getHeaders().put(HttpHeader.VARY, HttpHeader.ACCEPT.asString());
        response.write(true, ByteBuffer.wrap(page.body()), callback);
    }

    private static void checks(String name, List<Check> checks, Query query, Response response, Callback callback) {
        boolean passed = checks.stream().allMatch(Check::passed);
        StringBuilder text = new StringBuilder();
        if (!passed || query.flag("verbose")) {
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
        response.setStatus(passed ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain; charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache, no-store");
        Content.Sink.write(response, true, text.toString(), callback);
    }
}
