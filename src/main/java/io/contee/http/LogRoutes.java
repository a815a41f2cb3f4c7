package io.contee.http;

import io.contee.http.RouteHandler.Action;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.manager.Contee;
import io.contee.manager.GuestLog;
import io.contee.manager.LogContext;
import io.contee.model.ConsoleId;
import io.contee.model.ContainerRef;
import io.contee.model.ConteeException;
import io.contee.model.ConteeException.Kind;
import io.contee.model.PodRef;
import io.contee.net.ClientSlots.Slot;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** The requests about logs: a log as bytes or as lines of JSON, with the known facts about its console as headers. */
final class LogRoutes implements AutoCloseable {

    static final String NDJSON = "application/x-ndjson";

    /** Each follower keeps a thread, and the hook must always find one. */
    private static final int MAX_FOLLOWERS = ControlServer.MAX_THREADS / 2;

    /** The files that a reader has open at most: that which it reads, and the next one. */
    private static final int FILES_OF_READER = 2;

    /** Headers are ASCII. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private final Contee contee;
    private final Semaphore followers = new Semaphore(MAX_FOLLOWERS);
    private final Set<LogStream> streams = ConcurrentHashMap.newKeySet();

    LogRoutes(Contee contee) {
        this.contee = contee;
    }

    void addTo(Map<Route, Action> actions) {
        actions.put(Route.DOMAIN_LOG, exchange -> send(contee.log(exchange.console()), exchange));
        actions.put(
                Route.POD_LOG,
                exchange -> send(
                        contee.podLog(new ContainerRef(
                                exchange.query().text("namespace"),
                                exchange.name(),
                                exchange.query().text("container"))),
                        exchange));
        actions.put(Route.CONTAINER_LOG, exchange -> send(contee.podLog(container(exchange)), exchange));
        actions.put(Route.REOPEN, exchange -> {
            contee.reopenPodLog(container(exchange));
            exchange.done();
        });
    }

    private static ContainerRef container(Exchange exchange) {
        return new ContainerRef(
                exchange.query().text("namespace"),
                exchange.name(),
                Optional.of(exchange.values().get(1)));
    }

    private void send(GuestLog log, Exchange exchange) throws IOException {
        ReadOptions asked = ReadQuery.decode(exchange.query());
        ReadOptions options =
                isForRecords(exchange) && !exchange.query().flag("events") ? asked.withWholeLines() : asked;
        Slot files = contee.clientSlots()
                .reserve(FILES_OF_READER)
                .orElseThrow(() -> new ConteeException(
                        Kind.UNAVAILABLE, contee.clientSlots().reason()));
        try {
            send(log, options, exchange);
        } finally {
            files.close();
        }
    }

    private void send(GuestLog log, ReadOptions options, Exchange exchange) throws IOException {
        Request request = exchange.request();
        boolean records = isForRecords(exchange);
        boolean events = exchange.query().flag("events");
        if (options.follow() && !followers.tryAcquire()) {
            throw new ConteeException(
                    Kind.UNAVAILABLE, MAX_FOLLOWERS + " logs are followed already: end one of the followers first");
        }
        if (options.follow()) {
            // The guest may be silent for days.
            request.getConnectionMetaData().getConnection().getEndPoint().setIdleTimeout(0);
        }
        try (LogReader reader = log.read(options);
                LogStream stream = new LogStream(reader, request)) {
            streams.add(stream);
            try {
                HttpFields.Mutable headers = exchange.response().getHeaders();
                headers.put(HttpHeader.CONTENT_TYPE, records ? NDJSON : "application/octet-stream");
                describe(log.context(), headers);
                stream.copyTo(
                        exchange.response(),
                        exchange.callback(),
                        records ? out -> reader.copyTo(new RecordJson(log.context(), events, out)) : reader::copyTo);
            } finally {
                streams.remove(stream);
            }
        } finally {
            if (options.follow()) {
                followers.release();
            }
        }
    }

    private static boolean isForRecords(Exchange exchange) {
        return exchange.request().getHeaders().contains(HttpHeader.ACCEPT, NDJSON);
    }

    /** Ends all answers that are under way, as incomplete. */
    @Override
    public void close() {
        streams.forEach(LogStream::cut);
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
                        c > ' ' && c < 0x7f && c != '%' ? Character.toString(c) : Route.encode(Character.toString(c))));
        headers.put(name, encoded.toString());
    }
}
