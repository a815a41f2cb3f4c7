package io.contee.http;

import io.contee.log.read.RecordOutput;
import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the contee that serves a control socket. One thread uses it. */
public final class ControlClient implements AutoCloseable {

    private static final String ORIGIN = "http://localhost";
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path socket;
    private final Duration answerLimit;
    private final HttpClient http;

    /** Makes a client; nothing is sent yet. */
    public ControlClient(Path socket) {
        this(socket, ANSWER_LIMIT);
    }

    /**
     * Makes a client; nothing is sent yet.
     *
     * @param answerLimit how long an answer may take to begin
     */
    public ControlClient(Path socket, Duration answerLimit) {
        this.socket = socket;
        this.answerLimit = answerLimit;
        this.http = new HttpClient(new UnixTransport(socket));
        http.setDestinationIdleTimeout(0);
        http.setIdleTimeout(0);
        try {
            http.start();
        } catch (Exception e) { // Jetty's life cycle declares no less
            throw new ConteeException("cannot start an HTTP client: " + ConteeException.reason(e), e);
        }
    }

    /** How the contee is that answers. */
    public StatusView status() {
        return JSON.readValue(get("/status", Map.of()), StatusView.class);
    }

    /** What consoles and guests use. */
    public UsageView usage() {
        return JSON.readValue(get("/usage", Map.of()), UsageView.class);
    }

    /** Asks the contee that answers to let another process take over, and returns that one's id. */
    public long restart() {
        return JSON.readValue(post("/restart", Map.of()), Long.class);
    }

    /** The consoles that are served now. */
    public List<ConsoleView> consoles() {
        return JSON.readValue(get("/consoles", Map.of()), new TypeReference<List<ConsoleView>>() {});
    }

    /**
     * One console of a domain.
     *
     * @param parameters {@code console}, unless it is the first
     */
    public ConsoleView console(String domain, Map<String, String> parameters) {
        return JSON.readValue(get(domainPath(domain) + "/console", parameters), ConsoleView.class);
    }

    /** The modes of a domain. */
    public ModeView mode(String domain) {
        return JSON.readValue(get(domainPath(domain) + "/mode", Map.of()), ModeView.class);
    }

    /**
     * Changes the mode of a domain.
     *
     * @param parameters {@code mode}, and {@code live} for the running guest, too
     */
    public ModeView setMode(String domain, Map<String, String> parameters) {
        Request request = request(HttpMethod.POST, domainPath(domain) + "/mode", parameters);
        return JSON.readValue(answer(request, InputStream::readAllBytes), ModeView.class);
    }

    /**
     * Defines a domain.
     *
     * @param parameters {@code mode}, {@code takeOver}, {@code namespace}, {@code pod}, {@code uid}, {@code container},
     *     {@code maxSize}, {@code maxFiles}, and {@code annotation.} with the key of an annotation each
     */
    public DefinedView define(String xml, Map<String, String> parameters) {
        Request request = request(HttpMethod.POST, "/domains", parameters)
                .body(new StringRequestContent("application/xml", xml, StandardCharsets.UTF_8));
        return JSON.readValue(answer(request, InputStream::readAllBytes), DefinedView.class);
    }

    /** The running domains with a console to adopt. */
    public List<String> adoptable() {
        return lines(get("/adoptable", Map.of()));
    }

    /**
     * Takes consoles of a running domain over from their ptys.
     *
     * @param parameters {@code console}, {@code force}
     * @return what was done
     */
    public List<String> adopt(String domain, Map<String, String> parameters) {
        return lines(post(domainPath(domain) + "/adopt", parameters));
    }

    /**
     * Gives adopted consoles back to a pty.
     *
     * @param parameters {@code console}
     * @return what was done
     */
    public List<String> release(String domain, Map<String, String> parameters) {
        return lines(post(domainPath(domain) + "/release", parameters));
    }

    /**
     * The clients that are attached to consoles now.
     *
     * @param domain whose; empty for all
     */
    public List<ClientView> clients(Optional<String> domain) {
        String path = domain.map(name -> domainPath(name) + "/clients").orElse("/clients");
        return JSON.readValue(get(path, Map.of()), new TypeReference<List<ClientView>>() {});
    }

    /**
     * Attaches to a console. The attachment ends with this client.
     *
     * @param parameters {@code console}, {@code access} ({@code read-only}, {@code typing}, {@code write} or {@code
     *     force}), and for what is shown first {@code noReplay}, {@code tail} or {@code missedSince}
     * @param listener is called by threads of this client
     */
    public AttachedConsole attach(String domain, Map<String, String> parameters, ConsoleListener listener) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put("pid", Long.toString(ProcessHandle.current().pid()));
        String query = all.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        try {
            return ConsoleConnection.open(
                    http, socket, URI.create("ws://localhost" + domainPath(domain) + "/attach?" + query), listener);
        } catch (ConteeException e) {
            Map<String, String> which = new LinkedHashMap<>(parameters);
            which.keySet().retainAll(Set.of("console"));
            console(domain, which); // tells why, where that is known; a refused upgrade does not
            throw e;
        }
    }

    /**
     * Types to a guest.
     *
     * @param parameters {@code console}, {@code force}
     */
    public void send(String domain, Map<String, String> parameters, byte[] text) {
        Request request = request(HttpMethod.POST, domainPath(domain) + "/send", parameters)
                .param("pid", Long.toString(ProcessHandle.current().pid()))
                .body(new BytesRequestContent("application/octet-stream", text));
        answer(request, InputStream::readAllBytes);
    }

    /**
     * Sends a break to a serial port of a guest.
     *
     * @param parameters {@code console}
     */
    public void sendBreak(String domain, Map<String, String> parameters) {
        post(domainPath(domain) + "/break", parameters);
    }

    private static List<String> lines(byte[] json) {
        return JSON.readValue(json, new TypeReference<List<String>>() {});
    }

    private byte[] post(String path, Map<String, String> parameters) {
        return answer(request(HttpMethod.POST, path, parameters), InputStream::readAllBytes);
    }

    /**
     * Reads what a console of a domain printed.
     *
     * @param parameters as {@link LogParameters} lists them, and {@code console}, unless it is the first
     * @throws NotFoundException if there is no such log
     */
    public void domainLog(String domain, Map<String, String> parameters, RecordOutput out) {
        records(domainPath(domain) + "/log", parameters, out);
    }

    /**
     * Reads what a container of a pod printed.
     *
     * @param parameters as {@link LogParameters} lists them, and {@code namespace} and {@code container}
     * @throws NotFoundException if there is no such log
     */
    public void podLog(String pod, Map<String, String> parameters, RecordOutput out) {
        records("/logs/" + encode(pod), parameters, out);
    }

    private void records(String path, Map<String, String> parameters, RecordOutput out) {
        Request request = request(HttpMethod.GET, path, parameters)
                .param("events", "true")
                .headers(headers -> headers.put(HttpHeader.ACCEPT, LogRoutes.NDJSON));
        answer(request, in -> {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            byte[] buffer = new byte[64 << 10];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                int from = 0;
                for (int i = 0; i < n; i++) {
                    if (buffer[i] == '\n') {
                        line.write(buffer, from, i - from);
                        RecordJson.read(line.toByteArray(), line.size(), out);
                        line.reset();
                        from = i + 1;
                    }
                }
                line.write(buffer, from, n - from);
            }
            return true;
        });
    }

    private byte[] get(String path, Map<String, String> parameters) {
        return answer(request(HttpMethod.GET, path, parameters), InputStream::readAllBytes);
    }

    private static String domainPath(String domain) {
        return "/domains/" + encode(domain);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private Request request(HttpMethod method, String path, Map<String, String> parameters) {
        Request request = http.newRequest(ORIGIN + path).method(method);
        parameters.forEach(request::param);
        return request;
    }

    @FunctionalInterface
    private interface BodyReader<T> {
        T read(InputStream body) throws IOException;
    }

    private <T> T answer(Request request, BodyReader<T> reader) {
        InputStreamResponseListener listener = new InputStreamResponseListener();
        request.send(listener);
        try {
            Response response = listener.get(answerLimit.toMillis(), TimeUnit.MILLISECONDS);
            try (InputStream body = listener.getInputStream()) {
                if (HttpStatus.isSuccess(response.getStatus())) {
                    return reader.read(body);
                }
                String message = new String(body.readAllBytes(), StandardCharsets.UTF_8).strip();
                throw response.getStatus() == HttpStatus.NOT_FOUND_404
                        ? new NotFoundException(message)
                        : new ConteeException(message);
            }
        } catch (ExecutionException e) {
            throw new UnreachableException(
                    "contee does not answer at " + socket + " ("
                            + ConteeException.reason(e.getCause() == null ? e : e.getCause())
                            + "): start it with 'contee serve'",
                    e);
        } catch (TimeoutException e) {
            throw new ConteeException(
                    "contee has not answered at " + socket + " within " + answerLimit.toSeconds()
                            + " s: see its own log",
                    e);
        } catch (IOException e) {
            throw new ConteeException("the answer of contee was cut off: " + ConteeException.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConteeException("interrupted while waiting for contee", e);
        }
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
