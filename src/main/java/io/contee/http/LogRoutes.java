package io.contee.http;

import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.manager.Contee;
import io.contee.manager.GuestLog;
import io.contee.manager.LogContext;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.PodRef;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** The requests about logs: a log as bytes or as lines of JSON, with what is known of its console as headers. */
final class LogRoutes {

    static final String NDJSON = "application/x-ndjson";

    /** Each follower keeps a thread, and the hook must always find one. */
    private static final int MAX_FOLLOWERS = ControlServer.MAX_THREADS / 2;

    /** Headers are ASCII. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Contee contee;
    private final Semaphore followers = new Semaphore(MAX_FOLLOWERS);

    LogRoutes(Contee contee) {
        this.contee = contee;
    }

    /** Answers a request if it is one about logs. */
    boolean handle(List<String> path, Query query, Request request, Response response, Callback callback)
            throws IOException {
        boolean get = HttpMethod.GET.is(request.getMethod());
        String first = path.get(0);
        if (get && path.size() == 3 && first.equals("domains") && path.get(2).equals("log")) {
            send(contee.log(path.get(1), query.text("console")), query, request, response, callback);
        } else if (get && (path.size() == 2 || path.size() == 3) && first.equals("logs")) {
            Optional<String> container = path.size() == 3 ? Optional.of(path.get(2)) : query.text("container");
            send(contee.podLog(query.text("namespace"), path.get(1), container), query, request, response, callback);
        } else if (HttpMethod.POST.is(request.getMethod())
                && path.size() == 4
                && first.equals("logs")
                && path.get(3).equals("reopen")) {
            contee.reopenPodLog(query.text("namespace"), path.get(1), path.get(2));
            response.setStatus(HttpStatus.NO_CONTENT_204);
            callback.succeeded();
        } else {
            return false;
        }
        return true;
    }

    private void send(GuestLog log, Query query, Request request, Response response, Callback callback)
            throws IOException {
        query.allow(LogParameters.NAMES);
        boolean records = request.getHeaders().contains(HttpHeader.ACCEPT, NDJSON);
        ReadOptions options = LogParameters.parse(query);
        boolean events = query.flag("events");
        if (records && !events) {
            options = options.withWholeLines();
        }
        if (options.follow() && !followers.tryAcquire()) {
            throw new ConteeException(MAX_FOLLOWERS + " logs are followed already: end one of the followers first");
        }
        if (options.follow()) {
            // The guest may be silent for days.
            request.getConnectionMetaData().getConnection().getEndPoint().setIdleTimeout(0);
        }
        try (LogReader reader = log.read(options);
                LogStream stream = new LogStream(reader, request)) {
            response.getHeaders().put(HttpHeader.CONTENT_TYPE, records ? NDJSON : "application/octet-stream");
            describe(log.context(), response.getHeaders());
            if (records) {
                stream.copyTo(response, callback, out -> reader.copyTo(new RecordJson(log.context(), events, out)));
            } else {
                stream.copyTo(response, callback, reader::copyTo);
            }
        } finally {
            if (options.follow()) {
                followers.release();
            }
        }
    }

    private static void describe(LogContext context, HttpFields.Mutable headers) {
        if (context.pod().isPresent()) {
            PodRef pod = context.pod().get();
            put(headers, "Contee-Namespace", pod.namespace());
            put(headers, "Contee-Pod", pod.pod());
            put(headers, "Contee-Pod-Uid", pod.uid());
            put(headers, "Contee-Container", pod.container());
        }
        if (context.console().isPresent()) {
            ConsoleId console = context.console().get();
            put(headers, "Contee-Domain", console.domain().name());
            put(headers, "Contee-Domain-Uuid", console.domain().uuid().toString());
            put(headers, "Contee-Console", console.alias());
        }
        put(headers, "Contee-Log", context.log().toString());
        headers.put("Contee-Annotations", JSON.writeValueAsString(context.annotations()));
    }

    /** Names may hold any character, headers only some: the others are percent-encoded. */
    private static void put(HttpFields.Mutable headers, String name, String value) {
        StringBuilder encoded = new StringBuilder();
        value.codePoints()
                .forEach(c -> encoded.append(
                        c > ' ' && c < 0x7f && c != '%'
                                ? Character.toString(c)
                                : URLEncoder.encode(Character.toString(c), StandardCharsets.UTF_8)
                                        .replace("+", "%20")));
        headers.put(name, encoded.toString());
    }
}
