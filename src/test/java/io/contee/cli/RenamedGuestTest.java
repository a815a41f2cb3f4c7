package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.Rewriter;
import io.contee.http.ControlServer;
import io.contee.manager.Contee;
import io.contee.model.ConsoleMode;
import io.contee.testing.Await;
import io.contee.testing.Domains;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that are renamed, or created anew under the name of an earlier one. */
class RenamedGuestTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);
    private static final String WITHOUT_POD_LOG = "podLog: {enabled: false}\n";

    private final ShortTempDir temp = new ShortTempDir();

    @AfterEach
    void cleanUp() {
        temp.close();
    }

    private Path configure(String more) {
        try {
            Files.createDirectories(temp.resolve("q"));
            return Files.writeString(
                    temp.resolve("contee.yaml"), """
                            runDir: %1$s/r
                            logDir: %1$s/l
                            podLogDir: %1$s/p
                            libvirtUri: qemu+unix:///system?socket=%1$s/no-libvirt
                            guestUser: %2$s
                            guestPidDir: %1$s/q
                            """.formatted(temp.path(), System.getProperty("user.name")) + more);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Contee open(String more) {
        return Contee.open(ConteeConfig.load(configure(more), Map.of()));
    }

    private String xml(String name, UUID uuid) {
        return new Rewriter(temp.resolve("r/consoles"), temp.resolve("l/.pty"))
                .rewrite(
                        Domains.ORDINARY
                                .replace("<name>web<", "<name>" + name + "<")
                                .replaceFirst("<uuid>[^<]*<", "<uuid>" + uuid + "<"),
                        ConsoleMode.UNIX)
                .replaceFirst("<domain type='qemu'", "<domain type='qemu' id='1'");
    }

    private SocketPeer start(Contee contee, String name, UUID uuid, String text) {
        try {
            Files.writeString(
                    temp.resolve("q").resolve(name + ".pid"),
                    Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        contee.hook("prepare", xml(name, uuid));
        SocketPeer guest = SocketPeer.connect(temp.resolve("r/consoles/" + uuid + "/serial0.guest"));
        guest.write(text);
        Await.until("it is served", () -> contee.consoles().get(0).bytesOut() == text.length());
        return guest;
    }

    /** One run of a guest, from its start to its end. */
    private void run(Contee contee, String name, UUID uuid, String text) {
        start(contee, name, uuid, text).close();
        contee.hook("release", xml(name, uuid));
        Await.until("it has ended", () -> contee.consoles().isEmpty());
    }

    private String logs(String... args) {
        String[] call = new String[args.length + 1];
        call[0] = "logs";
        System.arraycopy(args, 0, call, 1, args.length);
        CommandRun outcome = CommandRun.of(
                Map.of("CONTEE_CONFIG", temp.resolve("contee.yaml").toString()), new byte[0], call);
        return outcome.code() == 0 ? outcome.out() : outcome.err();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    @SuppressWarnings("try") // it serves until it is closed
    void rawLogAndEventsStayWithAGuestThatIsRenamedWhileConteeRuns() {
        try (Contee contee = open(WITHOUT_POD_LOG);
                ControlServer server = ControlServer.start(contee)) {
            run(contee, "web", ONE, "first\n");
            assertThat(logs(ONE.toString())).as("before its next start").isEqualTo("first\n");
            run(contee, "new", ONE, "second\n");
            assertThat(logs("new")).isEqualTo("first\nsecond\n");
            assertThat(logs("web")).doesNotContain("first");
        }
        assertThat(temp.resolve("l/web")).doesNotExist();
        assertThat(text(temp.resolve("l/new/serial0.log"))).isEqualTo("first\nsecond\n");
        assertThat(text(temp.resolve("l/new/events.jsonl")).lines().filter(line -> line.contains("started")))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", WITHOUT_POD_LOG})
    void aGuestThatIsRenamedWhileConteeIsDownKeepsItsLogs(String more) {
        try (Contee contee = open(more)) {
            run(contee, "web", ONE, "first\n");
        }
        try (Contee contee = open(more)) {
            run(contee, "new", ONE, "second\n");
        }
        boolean raw = !more.isEmpty();
        assertThat(logs("new")).isEqualTo(raw ? "first\nsecond\n" : "second\n");
        assertThat(raw ? "first\n" : logs("new", "-p")).isEqualTo("first\n");
        assertThat(text(temp.resolve("l/new/serial0.log"))).isEqualTo("first\nsecond\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", WITHOUT_POD_LOG})
    @SuppressWarnings("try") // it serves until it is closed
    void aGuestThatIsCreatedAnewHasLogsOfItsOwnAndTheEarlierOnesStay(String more) {
        try (Contee contee = open(more);
                ControlServer server = ControlServer.start(contee)) {
            run(contee, "web", ONE, "one\n");
            try (SocketPeer guest = start(contee, "web", OTHER, "other\n")) {
                Await.until("it is logged", () -> logs("web").equals("other\n"));
                assertThat(logs(OTHER.toString())).isEqualTo("other\n");
                assertThat(logs(ONE.toString())).isEqualTo("one\n");
            }
            contee.hook("release", xml("web", OTHER));
            Await.until("it has ended", () -> contee.consoles().isEmpty());
        }
        assertThat(logs("web")).isEqualTo("other\n");
        assertThat(logs(ONE.toString())).isEqualTo("one\n");
        assertThat(text(temp.resolve("l/web/serial0.log"))).isEqualTo("other\n");
        Path apart = temp.resolve("l/.guests").resolve(ONE.toString());
        assertThat(text(apart.resolve("serial0.log"))).isEqualTo("one\n");
        assertThat(text(apart.resolve("events.jsonl")).lines()).hasSize(2);
        assertThat(text(temp.resolve("l/web/events.jsonl")).lines().filter(line -> line.contains("started")))
                .hasSize(1);
    }

    @Test
    void anEarlierGuestHasItsDirectoryAgainOnceItHasItsNameAgain() {
        try (Contee contee = open(WITHOUT_POD_LOG)) {
            run(contee, "web", ONE, "one\n");
            run(contee, "web", OTHER, "other\n");
            run(contee, "web", ONE, "again\n");
        }
        assertThat(text(temp.resolve("l/web/serial0.log"))).isEqualTo("one\nagain\n");
        assertThat(text(temp.resolve("l/.guests").resolve(OTHER + "/serial0.log")))
                .isEqualTo("other\n");
    }

    @Test
    void theDirectoryOfAGuestWhoseEndWasNotReportedStaysWhereItsLogsAreWritten() {
        try (Contee contee = open(WITHOUT_POD_LOG);
                SocketPeer one = start(contee, "web", ONE, "one\n")) {
            Await.until("it is logged", () -> text(temp.resolve("l/web/serial0.log"))
                    .equals("one\n"));
            contee.hook("prepare", xml("web", OTHER));
            try (SocketPeer other = SocketPeer.connect(temp.resolve("r/consoles/" + OTHER + "/serial0.guest"))) {
                other.write("other\n");
                one.write("more\n");
                Path apart = temp.resolve("l/.guests").resolve(OTHER + "/serial0.log");
                Await.until(
                        "both are logged",
                        () -> text(apart).equals("other\n")
                                && text(temp.resolve("l/web/serial0.log")).equals("one\nmore\n"));
            }
        }
    }

    @Test
    void aDomainThatIsCalledAsADirectoryOfPodLogsHasAnotherOne() {
        try (Contee contee = open("")) {
            run(contee, "pods", ONE, "one\n");
        }
        assertThat(temp.resolve("l/pods/serial0.log")).doesNotExist();
        assertThat(text(temp.resolve("l/.guests").resolve(ONE + "/serial0.log")))
                .isEqualTo("one\n");
    }
}
