package io.contee.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** {@code GET /chart}: a page with the curves of the table of memory figures. It loads nothing from elsewhere. */
public final class ChartHandler extends Handler.Abstract {

    private record Page(String resource, String type) {}

    private static final Map<String, Page> PAGES = Map.of(
            "/chart", new Page("chart.html", "text/html; charset=utf-8"),
            "/chart/chart.js", new Page("chart.js", "text/javascript; charset=utf-8"),
            "/chart/chart.css", new Page("chart.css", "text/css; charset=utf-8"),
            "/chart/uplot.js", new Page("uplot/uPlot.iife.min.js", "text/javascript; charset=utf-8"),
            "/chart/uplot.css", new Page("uplot/uPlot.min.css", "text/css; charset=utf-8"),
            "/chart/uplot-license", new Page("uplot/LICENSE", "text/plain; charset=utf-8"));

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        Page page = PAGES.get(Request.getPathInContext(request));
        if (page == null || !HttpMethod.GET.is(request.getMethod())) {
            return false;
        }
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, page.type());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        // uPlot places its parts by style attributes.
        response.getHeaders()
                .put(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'unsafe-inline'; "
                                + "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'");
        try (InputStream in =
                Objects.requireNonNull(ChartHandler.class.getResourceAsStream(page.resource()), page.resource())) {
            response.write(true, ByteBuffer.wrap(in.readAllBytes()), callback);
        }
        return true;
    }
}
