package io.contee.http;

import io.contee.collect.MemoryFilter;
import io.contee.collect.MemorySnapshot;
import io.contee.collect.MemoryTable;
import io.contee.model.ConteeException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.HashSet;
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

/**
 * {@code GET /}: the table of memory figures as CSV, all of it or {@code ?vm=NAME&since=TIME&until=TIME} ({@code vm}
 * any number of times). It has an ETag, and honours a {@code Range}.
 */
public final class MemoryTableHandler extends Handler.Abstract {

    private static final List<Parameter> PARAMETERS = List.of(
            Parameter.text("vm", "Return only this domain's rows; may be given several times."),
            Parameter.text("since", "Start at a time."),
            Parameter.text("until", "End before a time."));
    private static final int BUFFER = 64 << 10;

    private final MemoryTable table;

    /** Serves a table. */
    public MemoryTableHandler(MemoryTable table) {
        this.table = table;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        boolean head = HttpMethod.HEAD.is(request.getMethod());
        if (!Request.getPathInContext(request).equals("/") || (!head && !HttpMethod.GET.is(request.getMethod()))) {
            return false;
        }
        try (MemorySnapshot snapshot = table.snapshot()) {
            send(snapshot, filter(Query.of(request)), request, response, callback);
        } catch (BadRequestException e) {
            PlainErrors.write(response, callback, HttpStatus.BAD_REQUEST_400, e.getMessage());
        } catch (ConteeException e) {
            PlainErrors.write(response, callback, HttpStatus.INTERNAL_SERVER_ERROR_500, e.getMessage());
        } catch (IOException e) {
            callback.failed(e); // the peer went away
        }
        return true;
    }

    private static MemoryFilter filter(Query query) {
        query.allow(PARAMETERS);
        return new MemoryFilter(new HashSet<>(query.texts("vm")), query.time("since"), query.time("until"));
    }

    private static void send(
            MemorySnapshot snapshot, MemoryFilter filter, Request request, Response response, Callback callback)
            throws IOException {
        String tag = "\"" + snapshot.identity() + "-" + Integer.toHexString(filter.hashCode()) + "\"";
        response.getHeaders().put(HttpHeader.ETAG, tag);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache");
        if (tag.equals(request.getHeaders().get(HttpHeader.IF_NONE_MATCH))) {
            response.setStatus(HttpStatus.NOT_MODIFIED_304);
            callback.succeeded();
            return;
        }
        long size = size(snapshot, filter);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/csv; charset=utf-8; header=present");
        response.getHeaders().put(HttpHeader.ACCEPT_RANGES, "bytes");
        Optional<ByteRange> range = range(request, tag, size);
        if (range.isPresent() && !range.get().satisfiable()) {
            response.getHeaders().put(HttpHeader.CONTENT_RANGE, "bytes */" + size);
            PlainErrors.write(
                    response,
                    callback,
                    HttpStatus.RANGE_NOT_SATISFIABLE_416,
                    "there are only " + size + " bytes so far");
            return;
        }
        ByteRange stretch = range.orElse(new ByteRange(0, size - 1));
        if (range.isPresent()) {
            response.setStatus(HttpStatus.PARTIAL_CONTENT_206);
            response.getHeaders()
                    .put(HttpHeader.CONTENT_RANGE, "bytes " + stretch.first() + "-" + stretch.last() + "/" + size);
        }
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, stretch.length());
        if (!HttpMethod.HEAD.is(request.getMethod())) {
            try (OutputStream out = new BufferedOutputStream(Content.Sink.asOutputStream(response), BUFFER)) {
                snapshot.copyTo(new StretchStream(out, stretch), filter);
            }
        }
        callback.succeeded();
    }

    private static long size(MemorySnapshot snapshot, MemoryFilter filter) throws IOException {
        if (filter.acceptsAll()) {
            return snapshot.size();
        }
        CountingStream counted = new CountingStream();
        snapshot.copyTo(counted, filter);
        return counted.count();
    }

    private static Optional<ByteRange> range(Request request, String tag, long size) {
        String wanted = request.getHeaders().get(HttpHeader.RANGE);
        String condition = request.getHeaders().get(HttpHeader.IF_RANGE);
        return wanted == null || (condition != null && !condition.equals(tag))
                ? Optional.empty()
                : ByteRange.parse(wanted, size);
    }
}
