package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.RunningContee;
import io.contee.testing.SocketPeer;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of routes: what is made from it, and what it answers by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteTest {

    private static final Path PAGE = Path.of("src/site/markdown/http-api.md");

    private final RunningContee running = new RunningContee();

    @AfterAll
    void close() {
        running.close();
    }

    private String answer(String method, String target) {
        try (SocketPeer peer =
                SocketPeer.connect(running.config().directories().run().controlSocket())) {
            return new String(
                    peer.write(method + " " + target
                                    + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
                            .awaitEnd(),
                    StandardCharsets.UTF_8);
        }
    }

    private static SwaggerParseResult parse(String document) {
        return new OpenAPIV3Parser().readContents(document);
    }

    @Test
    void theDescriptionIsValidOpenApi31() {
        String answer = answer("GET", "/openapi.json");
        assertThat(answer).startsWith("HTTP/1.1 200 ").contains("application/json");
        SwaggerParseResult parsed = parse(answer.substring(answer.indexOf("\r\n\r\n") + 4));
        assertThat(parsed.getMessages()).isEmpty();
        assertThat(parsed.getOpenAPI().getOpenapi()).isEqualTo("3.1.0");
        assertThat(parsed.getOpenAPI().getPaths().values().stream()
                        .mapToInt(path -> path.readOperations().size())
                        .sum())
                .isEqualTo(Route.values().length);
    }

    @Test
    void theValidatorFindsFaults() {
        String valid = OpenApi.json();
        assertThat(parse(valid.replace("\"in\":\"query\"", "\"in\":\"nowhere\""))
                        .getMessages())
                .isNotEmpty();
        assertThat(parse(valid.replace("\"responses\":", "\"answers\":")).getMessages())
                .isNotEmpty();
    }

    @Test
    void theManualListsExactlyTheRows() throws IOException {
        String page = Files.readString(PAGE);
        String rows = page.substring(page.indexOf("<!-- routes: begin -->"), page.indexOf("<!-- routes: end -->"));
        assertThat(rows.lines().filter(line -> line.startsWith("| ")).skip(1))
                .as("the table of " + PAGE)
                .containsExactlyElementsOf(
                        Arrays.stream(Route.values()).map(Route::row).toList());
    }

    @ParameterizedTest
    @EnumSource(Route.class)
    void eachRouteIsAnswered(Route route) {
        String path = route.path("web", "x", "y");
        assertThat(answer(route.method(), path))
                .doesNotStartWith("HTTP/1.1 405")
                .doesNotStartWith("HTTP/1.1 500")
                .doesNotContain("no such resource");
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /status, GET",
        "GET, /restart, POST",
        "PUT, /domains/web/mode, 'GET, POST'",
        "POST, /metrics, 'GET, HEAD'",
        "HEAD, /domains/web/log, GET",
    })
    void anotherMethodIsRefusedWithThoseThatThereAre(String method, String path, String allowed) {
        assertThat(answer(method, path)).startsWith("HTTP/1.1 405 ").contains("Allow: " + allowed + "\r\n");
    }

    @Test
    void aParameterThatARouteDoesNotHaveIsRefused() {
        assertThat(answer("POST", "/domains/web/adopt?forse=true"))
                .startsWith("HTTP/1.1 400 ")
                .endsWith("parameter forse is unknown: there are console, force\n");
        assertThat(answer("GET", "/status?x=1")).endsWith("parameter x is unknown: this resource has none\n");
        assertThat(answer("POST", "/domains?annotation.=x")).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @CsvSource({
        "GET /healthz HTTP/1.0",
        "'GET /healthz HTTP/1.1\r\nHost:'",
        "'GET /healthz HTTP/1.1\r\nHost: '",
    })
    void aRequestWithoutAnAuthorityIsAnswered(String request) {
        try (SocketPeer peer =
                SocketPeer.connect(running.config().directories().run().controlSocket())) {
            String answer = new String(
                    peer.write(request + "\r\nConnection: close\r\n\r\n").awaitEnd(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200 ").endsWith("ok\n");
        }
    }

    @Test
    void noTwoRoutesAnswerTheSameRequest() {
        Stream<String> signatures = Arrays.stream(Route.values())
                .map(route -> route.method() + " " + route.template().replaceAll("\\{[a-z]+}", "{}"));
        assertThat(signatures.toList()).doesNotHaveDuplicates();
        assertThat(Route.MONITORING).containsExactlyElementsOf(List.of(Route.HEALTHZ, Route.READYZ, Route.METRICS));
    }
}
