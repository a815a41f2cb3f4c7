package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.domainxml.Rewriter;
import io.contee.log.read.ReadOptions;
import io.contee.manager.DefineOptions;
import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleRef;
import io.contee.model.ConteeException;
import io.contee.model.Version;
import io.contee.testing.Await;
import io.contee.testing.Domains;
import io.contee.testing.RunningContee;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlServerTest {

    private final RunningContee running = new RunningContee();
    private final Path socket = running.config().directories().run().controlSocket();
    private SocketPeer guest;

    @BeforeAll
    void startGuest() {
        guest = running.startGuest();
        guest.write("one\ntwo\nthree\n");
        Await.until("it is logged", () -> log(ReadOptions.all()).equals("one\ntwo\nthree\n"));
    }

    @AfterAll
    void closeAll() {
        guest.close();
        running.close();
    }

    private String log(ReadOptions options) {
        CollectedLog log = new CollectedLog();
        try (ControlClient client = new ControlClient(socket)) {
            client.domainLog(ConsoleRef.of("web"), options, log);
        }
        return log.text();
    }

    /** Sends bytes and returns the answer. */
    private String exchange(byte[] request) {
        try (SocketPeer peer = SocketPeer.connect(socket)) {
            return new String(peer.write(request).awaitEnd(), StandardCharsets.UTF_8);
        }
    }

    private String get(String target) {
        return exchange(("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    private String post(String target, byte[] body) {
        byte[] head = ("POST " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] request = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return exchange(request);
    }

    private static void assertOneLine(String answer, int status) {
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").containsIgnoringCase("content-type: text/plain");
        String body = body(answer);
        assertThat(body).endsWith("\n").doesNotContain("<h", "<s", "\tat ", "Exception", "org.eclipse");
        assertThat(body.lines()).hasSize(1);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void tellsWhenTheHookHasCalledItAndThatItLacksLibvirt() {
        Instant before = Instant.now();
        running.contee().hook("started", running.xml());
        try (ControlClient client = new ControlClient(socket)) {
            StatusView status = client.status();
            assertThat(status.version()).isEqualTo(Version.own());
            assertThat(status.libvirtConnected()).isFalse();
            assertThat(status.lastHookCall().orElseThrow()).isBetween(before, Instant.now());
        }
    }

    @Test
    void saysThatItServes() {
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\nok\n");
    }

    @Test
    void doesNotSayWhatItIsMadeOf() {
        assertThat(get("/healthz")).doesNotContainIgnoringCase("jetty");
    }

    @Test
    void theClientReadsWhatTheServerSays() {
        try (ControlClient client = new ControlClient(socket)) {
            assertThat(client.consoles()).singleElement().satisfies(console -> {
                assertThat(console.domain()).isEqualTo("web");
                assertThat(console.console()).isEqualTo("serial0");
                assertThat(console.connected()).isTrue();
                assertThat(console.bytesOut()).isPositive();
                assertThat(Path.of(console.clientSocket())).exists();
                assertThat(Path.of(console.rawLog().orElseThrow())).exists();
                assertThat(Path.of(console.podLog().orElseThrow())).exists();
                assertThat(client.console(ConsoleRef.of("web")).clientSocket()).isEqualTo(console.clientSocket());
            });
            assertThatThrownBy(() -> client.console(ConsoleRef.of("web", "serial9")))
                    .isInstanceOf(ConteeException.class)
                    .hasMessage("domain web has no console 'serial9': it has serial0");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/domains/web", "/domains/web/log/more", "/hook/prepare", "/healthz/"})
    void whatDoesNotExistIsNotFound(String target) {
        assertOneLine(get(target), 404);
    }

    @Test
    void anUnknownConsoleIsNotFound() {
        assertOneLine(get("/domains/web/console?console=serial9"), 404);
        assertOneLine(post("/healthz", new byte[0]), 405);
    }

    @ParameterizedTest
    @CsvSource({
        "tail, x",
        "tail, -1",
        "tail, 99999999999",
        "follow, perhaps",
        "since, yesterday",
        "since, %0a%1b",
    })
    void aBadParameterIsNamed(String name, String value) {
        String answer = get("/domains/web/log?" + name + "=" + value);
        assertOneLine(answer, 400);
        assertThat(body(answer)).startsWith("parameter " + name + "='").contains("' is not valid: give ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/domains/web/log?tail=%zz", "/domains/web/log?console=%ff", "/domains/a%2Fb/log", "/%zz"})
    void whatCannotBeDecodedIsABadRequest(String target) {
        assertOneLine(get(target), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET / HTTP/1.1\r\n\r\n",
                "GET / HTTP/9.9\r\nHost: x\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
                "GET /<script> HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n",
                "\u0016\u0003\u0001\u0002\r\n\r\n",
            })
    void whatIsNoHttpIsAnsweredInOneLine(String request) {
        String answer = exchange(request.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(answer).matches("(?s)HTTP/1\\.[01] [45].*");
        assertThat(body(answer)).doesNotContain("<h", "<s", "\tat ", "Exception", "org.eclipse");
        assertThat(body(answer).lines().count()).isLessThanOrEqualTo(1);
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "no xml", "<domain>", "<!DOCTYPE domain><domain/>", "<domain><name>../x</name></domain>"})
    void malformedXmlIsRefusedInOneLine(String xml) {
        assertOneLine(post("/hook/prepare/begin", xml.getBytes(StandardCharsets.UTF_8)), 422);
    }

    @Test
    void anUnknownHookOperationIsRefused() {
        assertOneLine(post("/hook/explode/begin", running.xml().getBytes(StandardCharsets.UTF_8)), 422);
    }

    @Test
    void aGuestFromElsewhereIsAnsweredWithItsXmlForHere() {
        Path consoles = running.config().directories().run().consoles();
        String here = new Rewriter(
                        consoles, running.config().directories().logs().spools())
                .rewrite(Domains.ORDINARY.replace("<memory>", "<title>wéb</title><memory>"), ConsoleMode.UNIX);
        String elsewhere = here.replace(consoles.toString(), "/elsewhere/consoles");
        for (String operation : List.of("restore", "migrate")) {
            String answer = post("/hook/" + operation + "/begin", elsewhere.getBytes(StandardCharsets.UTF_8));
            assertThat(answer).startsWith("HTTP/1.1 200 ").containsIgnoringCase("content-type: application/xml");
            assertThat(body(answer)).isEqualTo(here);
            assertThat(post("/hook/" + operation + "/begin", here.getBytes(StandardCharsets.UTF_8)))
                    .startsWith("HTTP/1.1 204 ");
        }
    }

    @Test
    void aChangeOfModeNeedsAMode() {
        String answer = post("/domains/web/mode?live=true", new byte[0]);
        assertOneLine(answer, 400);
        assertThat(body(answer)).isEqualTo("a change of mode needs one: add mode=\n");
        assertOneLine(post("/domains/web/mode?mode=loud", new byte[0]), 422);
        assertOneLine(get("/domains/web/mode"), 503);
    }

    @Test
    void aHookThatDoesNotConcernItIsDone() {
        assertThat(post("/hook/started/begin", running.xml().getBytes(StandardCharsets.UTF_8)))
                .startsWith("HTTP/1.1 204 ");
        assertThat(post("/hook/prepare/begin", running.xml().getBytes(StandardCharsets.UTF_8)))
                .as("of the run that is served already")
                .startsWith("HTTP/1.1 204 ");
        assertThat(running.contee().consoles()).singleElement().satisfies(console -> assertThat(console.connected())
                .isTrue());
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() {
        byte[] body = new byte[(16 << 20) + 1];
        Arrays.fill(body, (byte) ' ');
        String answer = post("/hook/prepare/begin", body);
        assertOneLine(answer, 400);
        assertThat(body(answer)).isEqualTo("the request's body is larger than 16777216 bytes\n");
    }

    @Test
    void aBodyThatIsNotUtf8IsRefused() {
        String answer = post("/hook/prepare/begin", new byte[] {'<', (byte) 0xff, '>'});
        assertOneLine(answer, 400);
        assertThat(body(answer)).contains("not UTF-8");
    }

    @Test
    void whatNeedsLibvirtSaysThatItIsNotThere() {
        assertThatThrownBy(() -> {
                    try (ControlClient client = new ControlClient(socket)) {
                        client.define(running.xml(), DefineOptions.DEFAULTS);
                    }
                })
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("no connection to libvirt at qemu+unix:///system?socket=")
                .message()
                .doesNotContain("\n");
        assertOneLine(get("/domains/unknown/console"), 503);
    }

    @Test
    void aPodNeedsItsUid() {
        String answer = post("/domains?pod=web-0", running.xml().getBytes(StandardCharsets.UTF_8));
        assertOneLine(answer, 400);
        assertThat(body(answer)).isEqualTo("a pod needs its uid: add uid=\n");
    }

    @Test
    void aLogIsReadFromItsTail() {
        assertThat(log(ReadOptions.all().withTail(2))).isEqualTo("two\nthree\n");
        assertThat(log(ReadOptions.all().withTail(0))).isEmpty();
        assertThat(log(ReadOptions.all().withSince(Instant.parse("2999-01-01T00:00:00Z"))))
                .isEmpty();
        assertThat(body(get("/domains/web/log?console=serial0&follow=false"))).contains("three\n");
    }

    @Test
    void aFollowerIsToldWhatComesAndItsThreadEndsWhenItLeaves() {
        try (RunningContee other = new RunningContee();
                SocketPeer talker = other.startGuest();
                SocketPeer follower =
                        SocketPeer.connect(other.config().directories().run().controlSocket())) {
            follower.write("GET /domains/web/log?follow=true HTTP/1.1\r\nHost: localhost\r\n\r\n");
            follower.awaitText("HTTP/1.1 200 ");
            talker.write("later\n");
            follower.awaitText("later\n");
            talker.write("prompt> ");
            follower.awaitText("prompt> ");
            assertThat(followers()).isEqualTo(1);
            follower.hangUp();
            Await.until("nobody follows", () -> followers() == 0);
        }
    }

    @Test
    void aConnectionThatIsSilentIsEndedUnlessItFollowsALog() {
        try (RunningContee other = new RunningContee(Duration.ofMillis(200));
                SocketPeer talker = other.startGuest();
                SocketPeer follower =
                        SocketPeer.connect(other.config().directories().run().controlSocket());
                SocketPeer silent =
                        SocketPeer.connect(other.config().directories().run().controlSocket());
                SocketPeer half =
                        SocketPeer.connect(other.config().directories().run().controlSocket());
                SocketPeer slow =
                        SocketPeer.connect(other.config().directories().run().controlSocket())) {
            follower.write("GET /domains/web/log?follow=true HTTP/1.1\r\nHost: localhost\r\n\r\n");
            follower.awaitText("HTTP/1.1 200 ");
            half.write("GET /healthz HT");
            slow.write("POST /hook/started/begin HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n<");
            assertThat(silent.awaitEnd()).isEmpty();
            assertThat(new String(half.awaitEnd(), StandardCharsets.UTF_8)).doesNotContain("Exception", "\tat ");
            assertThat(new String(slow.awaitEnd(), StandardCharsets.UTF_8)).doesNotContain("Exception", "\tat ");
            talker.write("later\n");
            follower.awaitText("later\n");
        }
    }

    private static long followers() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Arrays.stream(stack)
                        .anyMatch(frame -> frame.getClassName().equals(LogStream.class.getName())
                                && frame.getMethodName().equals("copyTo")))
                .count();
    }

    @Test
    void theSocketIsForItsOwnerAndGroupAndNothingElseIsLeftThere() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-rw----");
        try (Stream<Path> files =
                Files.list(running.config().directories().run().path())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("contee.lock", "consoles", "control.sock");
        }
    }

    @Test
    void aSecondConteeIsRefusedAndLeavesTheFirstItsSocket() {
        assertThatThrownBy(() -> io.contee.manager.Contee.open(running.config()))
                .isInstanceOf(ConteeException.class)
                .hasMessageStartingWith("another contee serves ");
        assertThat(get("/healthz")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void closingTakesTheSocketAwayAndTheNextServesAgain() {
        try (RunningContee other = new RunningContee()) {
            Path control = other.config().directories().run().controlSocket();
            try (ControlServer again = ControlServer.start(other.contee())) {
                assertThat(again).isNotNull();
                assertThat(control).exists();
            }
            assertThat(control).doesNotExist();
            assertThatThrownBy(() -> {
                        try (ControlClient client = new ControlClient(control)) {
                            client.consoles();
                        }
                    })
                    .isInstanceOf(ConteeException.class)
                    .hasMessageStartingWith("contee does not answer at " + control + " (")
                    .hasMessageEndingWith("): start it with 'contee serve'");
        }
    }
}
