package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.domainxml.Rewriter;
import io.contee.log.read.LogCursor;
import io.contee.log.read.ReadOptions;
import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleRef;
import io.contee.model.ContainerRef;
import io.contee.model.NotFoundException;
import io.contee.testing.Await;
import io.contee.testing.Domains;
import io.contee.testing.RunningContee;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogRoutesTest {

    private static final String METADATA = """
            <metadata><contee:console xmlns:contee='urn:contee:console:1'>\
            <contee:pod namespace='default' name='web-0' uid='f00d' container='guest'/>\
            <contee:annotation key='team/ü'>one %</contee:annotation>\
            </contee:console></metadata>""";

    private final RunningContee running = new RunningContee();
    private final JsonMapper json = JsonMapper.builder().build();
    private SocketPeer guest;

    @BeforeAll
    void startGuest() {
        String domain = Domains.ORDINARY.replace("<memory>", METADATA + "<memory>");
        running.contee()
                .hook(
                        "prepare",
                        new Rewriter(
                                        running.config().directories().run().consoles(),
                                        running.config().directories().logs().spools())
                                .rewrite(domain, ConsoleMode.UNIX)
                                .replaceFirst("<domain type='qemu'", "<domain type='qemu' id='1'"));
        guest = SocketPeer.connect(
                running.contee().consoles().get(0).clientSocket().resolveSibling("serial0.guest"));
        guest.write("one\ntwo\nlogin: ");
        Await.until("it is logged", () -> get("/logs/web-0/guest", "").endsWith("login: "));
    }

    @AfterAll
    void closeAll() {
        guest.close();
        running.close();
    }

    private String exchange(String method, String target, String header) {
        try (SocketPeer peer =
                SocketPeer.connect(running.config().directories().run().controlSocket())) {
            peer.write(method + " " + target + " HTTP/1.0\r\nHost: localhost\r\n" + header + "\r\n");
            return new String(peer.awaitEnd(), StandardCharsets.UTF_8);
        }
    }

    private String get(String target, String header) {
        return exchange("GET", target, header);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void aPodsLogComesAsBytesWithItsContextAsHeaders() {
        String answer = get("/logs/web-0/guest?namespace=default", "");
        assertThat(answer)
                .contains(
                        "\r\nContee-Namespace: default\r\n",
                        "\r\nContee-Pod: web-0\r\n",
                        "\r\nContee-Pod-Uid: f00d\r\n",
                        "\r\nContee-Container: guest\r\n",
                        "\r\nContee-Domain: web\r\n",
                        "\r\nContee-Console: serial0\r\n",
                        "\r\nContee-Annotations: {\"team/\\u00FC\":\"one %\"}\r\n",
                        "default_web-0_f00d/guest/0.log\r\n");
        assertThat(body(answer)).isEqualTo("one\ntwo\nlogin: ");
        assertThat(body(get("/logs/web-0", ""))).isEqualTo("one\ntwo\nlogin: ");
        assertThat(body(get("/domains/web/log", ""))).isEqualTo("one\ntwo\nlogin: ");
    }

    @Test
    void anAggregatorGetsAnObjectForEachLine() {
        List<JsonNode> lines = body(get("/logs/web-0/guest", "Accept: application/x-ndjson\r\n"))
                .lines()
                .map(json::readTree)
                .toList();
        assertThat(lines).extracting(line -> line.get("log").asString()).containsExactly("one\n", "two\n", "login: ");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.get("stream").asString()).isEqualTo("stdout");
            assertThat(line.get("time").asString()).matches("\\d{4}-.*\\.\\d{9}Z");
            assertThat(line.get("pod").asString()).isEqualTo("web-0");
            assertThat(line.get("domain").asString()).isEqualTo("web");
            assertThat(line.get("annotations").get("team/ü").asString()).isEqualTo("one %");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tail=1|'login: '",
                "grep=tw%2B|'two\n'",
                "exclude=o$|'one\nlogin: '",
                "limitBytes=5|'one\nt'",
                "stream=stderr|''",
                "until=1h|''",
                "since=1h&tail=2|'two\nlogin: '",
            })
    void whatIsAskedForIsRead(String query, String text) {
        assertThat(body(get("/logs/web-0/guest?" + query.strip(), ""))).isEqualTo(text);
    }

    @Test
    void timesStandBeforeLines() {
        assertThat(body(get("/logs/web-0/guest?timestamps=true", "")).lines())
                .allMatch(
                        line -> line.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z (one|two|login: )"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/logs/unknown/guest",
                "/logs/web-0/other",
                "/logs/web-0/guest?namespace=other",
                "/logs/web-0/guest?previous=true"
            })
    void whatHasNoLogIsNotFound(String target) {
        assertThat(get(target, "")).startsWith("HTTP/1.1 404 ");
        assertThat(body(get(target, "")).lines()).singleElement().asString().startsWith("there is no log of ");
    }

    @ParameterizedTest
    @CsvSource({
        "tail, x",
        "tail, 4294967295",
        "sinse, 5m",
        "since, yesterday",
        "until, 5w",
        "limitBytes, -1",
        "stream, stdin",
        "grep, (",
        "exclude, *",
        "cursor, x",
        "follow, perhaps",
        "timestamps, 1",
    })
    void aBadParameterIsNamed(String name, String value) {
        String answer = get("/logs/web-0/guest?" + name + "=" + value, "");
        assertThat(answer).startsWith("HTTP/1.1 400 ");
        assertThat(body(answer).lines()).singleElement().asString().startsWith("parameter " + name);
    }

    @Test
    void aReaderGoesOnAtItsCursorAndHearsOfDamage() throws IOException {
        try (RunningContee other = new RunningContee();
                SocketPeer talker = other.startGuest();
                ControlClient client =
                        new ControlClient(other.config().directories().run().controlSocket())) {
            talker.write("one\n");
            CollectedLog first = new CollectedLog();
            Await.until("it is logged", () -> {
                first.records.clear();
                client.domainLog(ConsoleRef.of("web"), ReadOptions.all(), first);
                return first.text().equals("one\n");
            });
            Path log = other.contee().consoles().get(0).podLog().orElseThrow();
            Files.writeString(log, "damaged\n", StandardOpenOption.APPEND);
            talker.write("two\n");
            String cursor = first.cursors.get(first.cursors.size() - 1);
            CollectedLog second = new CollectedLog();
            Await.until("it is logged", () -> {
                second.records.clear();
                second.notices.clear();
                client.domainLog(ConsoleRef.of("web"), ReadOptions.all().withCursor(LogCursor.parse(cursor)), second);
                return second.text().equals("two\n");
            });
            assertThat(second.notices).containsExactly("1 damaged record was skipped");
        }
    }

    @Test
    void bytesThatAreNoUtf8ReachTheClient() throws IOException {
        try (RunningContee other = new RunningContee();
                ControlClient client =
                        new ControlClient(other.config().directories().run().controlSocket())) {
            Path log = other.config().directories().podLogs().resolve("default_old_uid/guest/3.log");
            Files.createDirectories(log.getParent());
            Files.write(log, "2026-11-21T02:03:04Z stdout F \u00ff\u001b\n".getBytes(StandardCharsets.ISO_8859_1));
            CollectedLog read = new CollectedLog();
            client.podLog(ContainerRef.of("old"), ReadOptions.all().following(), read);
            assertThat(read.records).singleElement().satisfies(record -> assertThat(record.bytes())
                    .containsExactly(0xff, 0x1b, '\n'));
        }
    }

    @Test
    void afterReopeningAllThatComesIsInTheNewFile() throws IOException {
        try (RunningContee other = new RunningContee();
                SocketPeer talker = other.startGuest()) {
            Path log = other.contee().consoles().get(0).podLog().orElseThrow();
            talker.write("one\n");
            Await.until("it is logged", () -> text(log).contains("one"));
            Path old = Files.move(log, log.resolveSibling("0.log.20261121-020304"));
            try (SocketPeer peer =
                    SocketPeer.connect(other.config().directories().run().controlSocket())) {
                peer.write("POST /logs/web/serial0/reopen HTTP/1.0\r\nHost: localhost\r\n\r\n");
                assertThat(new String(peer.awaitEnd(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 204 ");
            }
            assertThat(log).exists();
            talker.write("two\n");
            Await.until("it is logged", () -> text(log).contains("two"));
            assertThat(text(old)).contains("one").doesNotContain("two");
        }
    }

    @Test
    void onlyWhatIsServedCanBeReopened() {
        assertThat(exchange("POST", "/logs/unknown/guest/reopen", "")).startsWith("HTTP/1.1 404 ");
        assertThatThrownBy(() -> running.contee().reopenPodLog(ContainerRef.of("other", "web-0", "guest")))
                .isInstanceOf(NotFoundException.class);
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
