package io.contee.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.http.ChartHandler;
import io.contee.http.MemoryStatsServer;
import io.contee.http.MemoryTableHandler;
import io.contee.libvirt.MemoryFigures;
import io.contee.model.ConteeException;
import io.contee.net.ClientSlots;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoryHttpTest {

    private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");

    private final ShortTempDir temp = new ShortTempDir();
    private final MemoryTable table = new MemoryTable(temp.path(), 1 << 20, 1);
    private final MemoryStatsServer server = MemoryStatsServer.start(
            "127.0.0.1", 0, ClientSlots.ofProcess(() -> 0), List.of(new MemoryTableHandler(table), new ChartHandler()));
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void fill() throws IOException {
        add(0);
        add(1);
    }

    @AfterEach
    void close() {
        server.close();
        table.close();
        temp.close();
    }

    private void add(int second) throws IOException {
        OptionalLong none = OptionalLong.empty();
        for (String guest : List.of("web", "db")) {
            table.append(List.of(new MemoryRow(
                    START.plusSeconds(second),
                    "libvirt",
                    new MemoryFigures(
                            new UUID(0, 1), guest, OptionalLong.of(4096), none, none, none, none, none, none))));
        }
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static String tag(HttpResponse<String> response) {
        return response.headers().firstValue("ETag").orElseThrow();
    }

    @Test
    void theTableIsServedWhole() throws Exception {
        HttpResponse<String> response = get("/");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/csv; charset=utf-8; header=present");
        assertThat(response.body().lines()).hasSize(5).first().asString().startsWith("timestamp,namespace,vm,uuid,");
    }

    @Test
    void rowsAreChosenByParameters() throws Exception {
        assertThat(get("/?vm=web&since=2026-11-21T10:00:01Z").body().lines())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("2026-11-21T10:00:01.000Z,libvirt,web,");
        assertThat(get("/?vm=web&vm=db&until=2026-11-21T10:00:01Z").body().lines())
                .hasSize(3);
        HttpResponse<String> refused = get("/?since=yesterday");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).startsWith("parameter since='yesterday' is not valid: ");
        assertThat(get("/?guest=web").body()).isEqualTo("parameter guest is unknown: there are since, until, vm\n");
    }

    @Test
    void aReaderGoesOnWhereItStopped() throws Exception {
        for (String query : new String[] {"/", "/?vm=web"}) {
            String first = get(query).body();
            add(2);
            HttpResponse<String> rest = get(query, "Range", "bytes=" + first.length() + "-");
            assertThat(rest.statusCode()).isEqualTo(206);
            assertThat(first + rest.body()).isEqualTo(get(query).body());
            int size = first.length() + rest.body().length();
            assertThat(rest.headers().firstValue("Content-Range"))
                    .contains("bytes " + first.length() + "-" + (size - 1) + "/" + size);
            HttpResponse<String> beyond = get(query, "Range", "bytes=" + size + "-");
            assertThat(beyond.statusCode()).isEqualTo(416);
            assertThat(beyond.headers().firstValue("Content-Range")).contains("bytes */" + size);
        }
    }

    @Test
    void whatIsKnownIsNotSentAgainUntilThereIsMore() throws Exception {
        String tag = tag(get("/"));
        assertThat(get("/", "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(tag(get("/?vm=web"))).isNotEqualTo(tag);
        assertThat(get("/", "Range", "bytes=0-3", "If-Range", tag).body()).isEqualTo("time");
        add(2);
        assertThat(get("/", "If-None-Match", tag).statusCode()).isEqualTo(200);
        assertThat(get("/", "Range", "bytes=0-3", "If-Range", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void thePageLoadsNothingFromElsewhere() throws Exception {
        HttpResponse<String> page = get("/chart");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self';");
        assertThat(page.body()).doesNotContain("//");
        for (String part : List.of("/chart/chart.js", "/chart/chart.css", "/chart/uplot.js", "/chart/uplot.css")) {
            assertThat(page.body()).contains("\"" + part + "\"");
            assertThat(get(part).statusCode()).isEqualTo(200);
        }
        assertThat(get("/chart/uplot-license").body()).contains("MIT License");
        assertThat(get("/nothing").body()).isEqualTo("no such resource: GET /nothing\n");
    }

    @Test
    void aPageOfAnotherSiteInABrowserOfThisHostGetsNothing() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 421 ").doesNotContain("web");
        }
    }

    @Test
    void aPortThatIsInUseIsReported() {
        assertThatThrownBy(() ->
                        MemoryStatsServer.start("127.0.0.1", server.port(), ClientSlots.ofProcess(() -> 0), List.of()))
                .isInstanceOf(ConteeException.class)
                .hasMessage("cannot serve HTTP at 127.0.0.1:" + server.port()
                        + ": Address already in use: set HTTP_PORT, or collect.httpPort and collect.httpAddress");
    }
}
