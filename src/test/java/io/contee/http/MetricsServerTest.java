package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConteeException;
import io.contee.testing.RunningContee;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The TCP port, and the answers on the control socket that are the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsServerTest {

    private final RunningContee running = new RunningContee();
    private final SocketPeer guest = running.startGuest();
    private final MetricsServer server =
            MetricsServer.start(running.contee(), InetSocketAddress.createUnresolved("127.0.0.1", 0));
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterAll
    void close() {
        guest.close();
        server.close();
        running.close();
    }

    private HttpResponse<String> send(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void servesMetricsInTheFormatThatIsAccepted() throws IOException, InterruptedException {
        HttpResponse<String> plain = send("GET", "/metrics");
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.headers().firstValue("content-type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(plain.body()).contains("contee_consoles 1.0\n");
        assertThat(send("GET", "/metrics", "Accept", "application/openmetrics-text; version=1.0.0")
                        .body())
                .endsWith("# EOF\n");
        HttpResponse<String> head = send("HEAD", "/metrics");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void isAliveWithoutLibvirtButNotReady() throws IOException, InterruptedException {
        HttpResponse<String> alive = send("GET", "/healthz");
        assertThat(alive.statusCode()).isEqualTo(200);
        assertThat(alive.body()).isEqualTo("ok\n");
        HttpResponse<String> ready = send("GET", "/readyz");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).matches("""
                        \\[\\+]loops ok
                        \\[-]libvirt failed: no connection to libvirt at qemu\\+unix:.*: check that libvirtd runs
                        \\[\\+]sockets ok
                        \\[\\+]logs ok
                        readyz check failed
                        """);
    }

    @Test
    void tellsEachCheckWhenAskedTo() throws IOException, InterruptedException {
        assertThat(send("GET", "/healthz?verbose").body()).isEqualTo("[+]loops ok\nhealthz check passed\n");
        HttpResponse<String> wrong = send("GET", "/healthz?verbose=maybe");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("give true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/consoles", "/status", "/usage", "/domains/web/log", "/metrics/", "//metrics"})
    void servesNothingElse(String path) throws IOException, InterruptedException {
        assertThat(send("GET", path).statusCode()).isIn(400, 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
    void takesNothing(String method) throws IOException, InterruptedException {
        assertThat(send(method, "/metrics").statusCode()).isEqualTo(405);
        assertThat(send(method, "/readyz").statusCode()).isEqualTo(405);
    }

    @Test
    void aPortThatIsTakenIsToldInOneLine() {
        assertThatThrownBy(() -> MetricsServer.start(
                        running.contee(), InetSocketAddress.createUnresolved("127.0.0.1", server.port())))
                .isInstanceOf(ConteeException.class)
                .hasMessage("cannot serve metrics at 127.0.0.1:" + server.port()
                        + ": Address already in use: check metrics.address and metrics.port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.1", "no-such-host.invalid"})
    void anAddressOfAnotherHostIsToldInOneLine(String address) {
        assertThatThrownBy(
                        () -> MetricsServer.start(running.contee(), InetSocketAddress.createUnresolved(address, 9751)))
                .isInstanceOf(ConteeException.class)
                .hasMessageStartingWith("cannot serve metrics at " + address + ":9751: ")
                .message()
                .hasLineCount(1)
                .doesNotContain("Exception");
    }

    @Test
    void theControlSocketAnswersTheSame() throws IOException {
        try (SocketPeer peer =
                SocketPeer.connect(running.config().directories().run().controlSocket())) {
            String answer = new String(
                    peer.write("GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .awaitEnd(),
                    java.nio.charset.StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 503 ").contains("[-]libvirt failed: ");
        }
        try (SocketPeer peer =
                SocketPeer.connect(running.config().directories().run().controlSocket())) {
            String answer = new String(
                    peer.write("GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .awaitEnd(),
                    java.nio.charset.StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 ").contains("contee_console_output_bytes_total{");
        }
    }

    @Test
    void tellsOfLogsThatCannotBeWritten() throws IOException, InterruptedException {
        try (RunningContee other = new RunningContee()) {
            Files.writeString(other.config().directories().logs().path(), "no directory");
            try (SocketPeer itsGuest = other.startGuest();
                    MetricsServer its =
                            MetricsServer.start(other.contee(), InetSocketAddress.createUnresolved("127.0.0.1", 0))) {
                itsGuest.write("one\n");
                String body = http.send(
                                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + its.port() + "/readyz"))
                                        .build(),
                                BodyHandlers.ofString())
                        .body();
                assertThat(body)
                        .contains("[-]logs failed: "
                                + other.config().directories().logs().path() + " is not a directory")
                        .contains("[-]logs failed: web/serial0: raw log ");
            }
        }
    }
}
