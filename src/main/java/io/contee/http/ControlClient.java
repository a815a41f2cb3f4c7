package io.contee.http;

import io.contee.http.ControlTransport.BodyReader;
import io.contee.http.ControlTransport.Repeat;
import io.contee.log.read.ReadOptions;
import io.contee.log.read.RecordOutput;
import io.contee.manager.DefineOptions;
import io.contee.model.AttachOptions;
import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleRef;
import io.contee.model.ContainerRef;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpHeader;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of the daemon that serves a control socket. One thread uses it. Failures have the kind that the daemon
 * states; where nobody listens there is an {@link UnreachableException}, and where the daemon ends under a request that
 * cannot safely be sent again, a {@link CutOffException}.
 */
public final class ControlClient implements AutoCloseable {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);

    /** The longest wait for a daemon that its service manager restarts; longer than such a start lasts. */
    private static final Duration RESTART_LIMIT = Duration.ofSeconds(20);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path socket;
    private final HttpClient http;
    private final ControlTransport transport;

    /** Makes a client; nothing is sent yet. */
    public ControlClient(Path socket) {
        this(socket, ANSWER_LIMIT);
    }

    /**
     * Makes a client; nothing is sent yet.
     *
     * @param answerLimit the longest wait for the beginning of an answer
     */
    public ControlClient(Path socket, Duration answerLimit) {
        this.socket = socket;
        this.http = new HttpClient(new UnixTransport(socket));
        this.transport = new ControlTransport(socket, answerLimit, RESTART_LIMIT, http);
        http.setDestinationIdleTimeout(0);
        http.setIdleTimeout(0);
        try {
            http.start();
        } catch (Exception e) { // Jetty's life cycle declares no less
            throw new ConteeException("cannot start an HTTP client: " + ConteeException.reason(e), e);
        }
    }

    /** Returns the daemon's status. */
    public StatusView status() {
        return JSON.readValue(get(Route.STATUS, Map.of()), StatusView.class);
    }

    /** Returns what consoles and guests use. */
    public UsageView usage() {
        return JSON.readValue(get(Route.USAGE, Map.of()), UsageView.class);
    }

    /** Asks the daemon to hand over to another process, and returns that one's id. */
    public long restart() {
        return JSON.readValue(post(Repeat.NEVER, Route.RESTART, Map.of()), Long.class);
    }

    /** Returns the consoles that are served now. */
    public List<ConsoleView> consoles() {
        return JSON.readValue(get(Route.CONSOLES, Map.of()), new TypeReference<List<ConsoleView>>() {});
    }

    /**
     * Returns a console.
     *
     * @throws NotFoundException if it is not served
     */
    public ConsoleView console(ConsoleRef console) {
        return JSON.readValue(get(Route.CONSOLE, query(console), console.domain()), ConsoleView.class);
    }

    /** Returns the modes of a domain. */
    public ModeView mode(String domain) {
        return JSON.readValue(get(Route.MODE, Map.of(), domain), ModeView.class);
    }

    /**
     * Changes the mode of a domain's definition.
     *
     * @param live whether to change the running guest also
     */
    public ModeView setMode(String domain, ConsoleMode mode, boolean live) {
        Map<String, String> query = Map.of("mode", mode.toString(), "live", Boolean.toString(live));
        return JSON.readValue(post(Repeat.SAFE, Route.SET_MODE, query, domain), ModeView.class);
    }

    /** Defines a domain. If the daemon is restarted meanwhile, the next one defines it. */
    public DefinedView define(String xml, DefineOptions options) {
        byte[] answer = transport.answer(Repeat.SAFE, () -> transport
                .request(Route.DEFINE, DefineQuery.encode(options))
                .body(new StringRequestContent("application/xml", xml, StandardCharsets.UTF_8)));
        return JSON.readValue(answer, DefinedView.class);
    }

    /** Returns the running domains with a console to adopt. */
    public List<String> adoptable() {
        return lines(get(Route.ADOPTABLE, Map.of()));
    }

    /**
     * Adopts consoles of a running domain.
     *
     * @param consoles one console, or all that have a pty
     * @param force whether to adopt also what another process has open or QEMU logs itself
     * @return what was done, a line for each console
     */
    public List<String> adopt(ConsoleRef consoles, boolean force) {
        return lines(post(Repeat.NEVER, Route.ADOPT, with(query(consoles), "force", force), consoles.domain()));
    }

    /**
     * Releases adopted consoles to a pty.
     *
     * @param consoles one console, or all that were adopted
     * @return what was done, a line for each console
     */
    public List<String> release(ConsoleRef consoles) {
        return lines(post(Repeat.NEVER, Route.RELEASE, query(consoles), consoles.domain()));
    }

    /** Returns the clients that are attached to consoles now. */
    public List<ClientView> clients() {
        return JSON.readValue(get(Route.CLIENTS, Map.of()), new TypeReference<List<ClientView>>() {});
    }

    /** Returns the clients that are attached to a domain's consoles now. */
    public List<ClientView> clients(String domain) {
        return JSON.readValue(get(Route.DOMAIN_CLIENTS, Map.of(), domain), new TypeReference<List<ClientView>>() {});
    }

    /**
     * Attaches to a console. The attachment ends with this client.
     *
     * @param listener is called by threads of this client
     */
    public AttachedConsole attach(ConsoleRef console, AttachOptions options, ConsoleListener listener) {
        Map<String, String> all = query(console);
        all.putAll(AttachQuery.encode(options));
        all.put("pid", ownPid());
        String query = all.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + Route.encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        try {
            return ConsoleConnection.open(
                    http,
                    socket,
                    URI.create("ws://localhost" + Route.ATTACH.path(console.domain()) + "?" + query),
                    listener);
        } catch (ConteeException e) {
            console(console); // says why, where that is known; a refused upgrade does not
            throw e;
        }
    }

    /**
     * Types to a guest.
     *
     * @param force whether to steal the write lease
     */
    public void send(ConsoleRef console, boolean force, byte[] text) {
        Map<String, String> query = with(query(console), "force", force);
        query.put("pid", ownPid());
        transport.answer(Repeat.NEVER, () -> transport
                .request(Route.SEND, query, console.domain())
                .body(new BytesRequestContent("application/octet-stream", text)));
    }

    /** Sends a break to a serial port of a guest. */
    public void sendBreak(ConsoleRef console) {
        post(Repeat.NEVER, Route.BREAK, query(console), console.domain());
    }

    /**
     * Reads the output of a domain's console.
     *
     * @throws NotFoundException if no such log exists
     * @throws CutOffException if the daemon stopped before the log ended; {@code out} has received a part
     */
    public void domainLog(ConsoleRef console, ReadOptions options, RecordOutput out) {
        Map<String, String> query = query(console);
        query.putAll(ReadQuery.encode(options));
        records(Route.DOMAIN_LOG, query, out, console.domain());
    }

    /**
     * Reads the output of a pod's container.
     *
     * @throws NotFoundException if no such log exists
     * @throws CutOffException if the daemon stopped before the log ended; {@code out} has received a part
     */
    public void podLog(ContainerRef container, ReadOptions options, RecordOutput out) {
        Map<String, String> query = new LinkedHashMap<>(ReadQuery.encode(options));
        container.namespace().ifPresent(name -> query.put("namespace", name));
        container.container().ifPresent(name -> query.put("container", name));
        records(Route.POD_LOG, query, out, container.pod());
    }

    private void records(Route route, Map<String, String> query, RecordOutput out, String name) {
        query.put("events", "true");
        BodyReader<Boolean> reader = in -> {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int from = 0;
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, from, i - from);
                        pass(line, out);
                        line.reset();
                        from = i + 1;
                    }
                }
                line.write(buffer, from, n - from);
            }
            return true;
        };
        transport.answer(
                Repeat.NEVER,
                () -> transport
                        .request(route, query, name)
                        .headers(headers -> headers.put(HttpHeader.ACCEPT, LogRoutes.NDJSON)),
                reader);
    }

    private static void pass(ByteArrayOutputStream line, RecordOutput out) {
        try {
            RecordJson.read(line.toByteArray(), line.size(), out);
        } catch (IOException e) { // not the answer's, which may be cut off
            throw new ConteeException("cannot print the log: " + ConteeException.reason(e), e);
        }
    }

    private static Map<String, String> query(ConsoleRef console) {
        Map<String, String> query = new LinkedHashMap<>();
        console.alias().ifPresent(alias -> query.put("console", alias));
        return query;
    }

    private static Map<String, String> with(Map<String, String> query, String name, boolean value) {
        query.put(name, Boolean.toString(value));
        return query;
    }

    private static String ownPid() {
        return Long.toString(ProcessHandle.current().pid());
    }

    private static List<String> lines(byte[] json) {
        return JSON.readValue(json, new TypeReference<List<String>>() {});
    }

    private byte[] get(Route route, Map<String, String> query, String... names) {
        return transport.answer(Repeat.SAFE, () -> transport.request(route, query, names));
    }

    private byte[] post(Repeat repeat, Route route, Map<String, String> query, String... names) {
        return transport.answer(repeat, () -> transport.request(route, query, names));
    }

    @Override
    public void close() {
        try {
            http.stop();
        } catch (Exception e) { // Jetty's life cycle declares no less
            throw new ConteeException("cannot stop the HTTP client: " + ConteeException.reason(e), e);
        }
    }
}
