package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.Await;
import io.contee.testing.RunningContee;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogsCommandTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void useConfigOfTheTest() throws IOException {
        Path config = Files.writeString(
                temp.resolve("contee.yaml"),
                "runDir: " + temp.resolve("r") + "\nlogDir: " + temp.resolve("l") + "\npodLogDir: " + temp.resolve("p")
                        + "\n");
        environment.put("CONTEE_CONFIG", config.toString());
    }

    @AfterEach
    void cleanUp() {
        temp.close();
    }

    private CommandRun logs(String... args) {
        String[] call = new String[args.length + 1];
        call[0] = "logs";
        System.arraycopy(args, 0, call, 1, args.length);
        return CommandRun.of(environment, new byte[0], call);
    }

    /** Leaves a line of CRI in a pod's log, at a second of one minute. */
    private Path store(String pod, int second, String line) {
        Path log = temp.resolve("p/default_" + pod + "_uid/guest/0.log");
        try {
            Files.createDirectories(log.getParent());
            return Files.writeString(
                    log,
                    "2026-11-21T02:03:%02dZ stdout F %s\n".formatted(second, line),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void severalGuestsAreMergedByTimeWithTheirNames() {
        store("web", 1, "one");
        store("db-0", 2, "two");
        store("web", 3, "three");
        store("web", 4, "four");
        store("db-0", 5, "five");
        assertThat(logs("web", "default/db-0/guest").out()).isEqualTo("""
                        web                | one
                        default/db-0/guest | two
                        web                | three
                        web                | four
                        default/db-0/guest | five
                        """);
        assertThat(logs("web", "db-0", "--no-prefix", "--tail", "1").out()).isEqualTo("four\nfive\n");
        assertThat(logs("web", "--prefix", "--timestamps", "--tail", "1").out())
                .isEqualTo("web | 2026-11-21T02:03:04.000000000Z four\n");
    }

    @Test
    void whatIsAskedForIsPrinted() {
        store("web", 1, "one");
        store("web", 2, "two");
        store("web", 3, "three");
        assertThat(logs("web", "--since", "2026-11-21T02:03:02Z").out()).isEqualTo("two\nthree\n");
        assertThat(logs("web", "--until", "2026-11-21T02:03:02Z").out()).isEqualTo("one\n");
        assertThat(logs("web", "--grep", "^t", "--exclude", "ee$").out()).isEqualTo("two\n");
        assertThat(logs("web", "--limit-bytes", "6").out()).isEqualTo("one\ntw");
        assertThat(logs("web", "--stream", "stderr").out()).isEmpty();
    }

    @Test
    void jsonIsALineForEachRecord() {
        store("web", 1, "\u001b[2J \"ü\"");
        assertThat(logs("web", "-o", "json").out())
                .isEqualTo("{\"name\":\"web\",\"time\":\"2026-11-21T02:03:01.000000000Z\",\"stream\":\"stdout\","
                        + "\"log\":\"\\u001B[2J \\\"\\u00FC\\\"\\n\"}\n");
    }

    @Test
    void aPipeGetsTheGuestsBytes() {
        store("web", 1, "\u001b[31mred\u0007");
        assertThat(logs("web").out()).isEqualTo("\u001b[31mred\u0007\n");
        assertThat(logs("web", "web", "-o", "raw").out()).isEqualTo("\u001b[31mred\u0007\n".repeat(2));
    }

    @Test
    void withoutConteeTheFilesAreReadAndThatIsSaid() {
        Path log = store("web", 1, "one");
        CommandRun outcome = logs("web");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).isEqualTo("one\n");
        assertThat(outcome.err())
                .isEqualTo("contee: web: contee does not answer: this is read from " + log + System.lineSeparator());
    }

    @Test
    void aDomainOfWhichOnlyTheRawLogIsKnownIsReadFromThat() throws IOException {
        Path log = temp.resolve("l/web/serial0.log");
        Files.createDirectories(log.getParent());
        Files.writeString(log.resolveSibling("serial0.log.0"), "one\n");
        Files.writeString(log, "two\n");
        assertThat(logs("web").out()).isEqualTo("one\ntwo\n");
        assertThat(logs("web", "--tail", "1").out()).isEqualTo("two\n");
        CommandRun outcome = logs("web", "--since", "1h");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("keeps neither times nor attempts");
    }

    /** Stores a line of CRI in the log of one attempt of the domain web, below a directory of pod logs. */
    private void storeAttempt(String podLogs, String name, int attempt, String line) throws IOException {
        Path log = temp.resolve(podLogs)
                .resolve("libvirt_" + name + "_" + new UUID(0, 1) + "/serial0/" + attempt + ".log");
        Files.createDirectories(log.getParent());
        Files.writeString(log, "2026-11-21T02:03:%02dZ stdout F %s\n".formatted(attempt, line));
    }

    @Test
    void thePreviousRunIsFoundWherePodLogsWereBefore() throws IOException {
        storeAttempt("p", "web", 3, "three");
        storeAttempt("p", "web", 4, "four");
        storeAttempt("l/pods", "web", 5, "five");
        assertThat(logs("web").out()).isEqualTo("five\n");
        assertThat(logs("web", "-p").out()).isEqualTo("four\n");
        storeAttempt("l/pods", "web", 6, "six");
        assertThat(logs("web", "-p").out()).isEqualTo("five\n");
    }

    @Test
    void aCursorContinuesInADirectoryThatPodLogsMovedTo() throws IOException {
        String cursors = temp.resolve("cursors").toString();
        storeAttempt("p", "web", 3, "three");
        assertThat(logs("web", "--cursor-file", cursors).out()).isEqualTo("three\n");
        storeAttempt("p", "web", 4, "four");
        storeAttempt("l/pods", "web", 5, "five");
        CommandRun outcome = logs("web", "--cursor-file", cursors);
        assertThat(outcome.out()).isEqualTo("four\nfive\n");
        assertThat(outcome.err()).doesNotContain("missing");
    }

    @Test
    void damageIsReported() throws IOException {
        Path log = store("web", 1, "one");
        Files.writeString(log, "damaged\n", StandardOpenOption.APPEND);
        store("web", 2, "two");
        CommandRun outcome = logs("web");
        assertThat(outcome.out()).isEqualTo("one\ntwo\n");
        assertThat(outcome.err()).contains("contee: web: 1 damaged record was skipped");
    }

    @Test
    void theCursorFileResumesEachLogWhereItStopped() throws IOException {
        String cursors = temp.resolve("cursors").toString();
        store("web", 1, "one");
        store("db", 2, "two");
        assertThat(logs("web", "db", "--no-prefix", "--cursor-file", cursors).out())
                .isEqualTo("one\ntwo\n");
        assertThat(logs("web", "db", "--no-prefix", "--cursor-file", cursors).out())
                .isEmpty();
        store("db", 3, "three");
        Path web = store("web", 4, "four");
        Files.move(web, web.resolveSibling("0.log.20261121-020304"));
        store("web", 5, "five");
        assertThat(logs("web", "db", "--no-prefix", "--cursor-file", cursors).out())
                .isEqualTo("three\nfour\nfive\n");
        assertThat(Files.readAllLines(Path.of(cursors))).hasSize(2);
        Files.writeString(Path.of(cursors), "nonsense\n");
        assertThat(logs("web", "--cursor-file", cursors).err()).contains("is not a cursor and a name");
    }

    @Test
    void oneOfSeveralThatIsMissingIsReportedAndTheOthersPrinted() {
        store("web", 1, "one");
        CommandRun outcome = logs("web", "missing", "--no-prefix");
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).isEqualTo("one\n");
        assertThat(outcome.err()).contains("contee: contee does not answer at ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a//b", "/a", "a/", "a/b/c/d"})
    void whatCanBeNoNameIsRefused(String name) {
        CommandRun outcome = logs(name);
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).contains("is not the name of a log: give DOMAIN, POD, ");
    }

    @Test
    void conteeIsAskedWhereItAnswers() {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            guest.write("one\n");
            Await.until("it is logged", () -> logs("libvirt/web/serial0").out().equals("one\n"));
            for (String name : List.of("web", "libvirt/web", "libvirt/web/serial0")) {
                CommandRun outcome = logs(name);
                assertThat(outcome.out()).isEqualTo("one\n");
                assertThat(outcome.err()).isEmpty();
            }
        }
    }

    @Test
    void conteeFindsWhatPodsAndDomainsLeftWhileLibvirtIsDown() throws IOException {
        try (RunningContee running = new RunningContee()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            for (String left : List.of("libvirt_gone_uid/serial0", "default_web-1_uid/guest")) {
                Path log =
                        running.config().directories().podLogs().resolve(left).resolve("0.log");
                Files.createDirectories(log.getParent());
                Files.writeString(log, "2026-11-21T02:03:04Z stdout F " + left + "\n");
            }
            assertThat(logs("gone").out()).isEqualTo("libvirt_gone_uid/serial0\n");
            assertThat(logs("web-1").out()).isEqualTo("default_web-1_uid/guest\n");
            assertThat(logs("missing").err()).contains("cannot read the definition of domain missing");
        }
    }

    @Test
    void aLineOfAGuestThatEndsLinesWithLfCrDoesNotWriteOverWhatStandsBeforeIt() throws Exception {
        store("grub", 1, "  Booting `Debian GNU/Linux'");
        store("grub", 2, "\rLoading Linux ...");
        String time = "2026-11-21T02:03:02.000000000Z ";
        assertThat(logs("grub", "--timestamps", "--tail", "1").out()).isEqualTo(time + "Loading Linux ...\n");
        assertThat(logs("grub", "--prefix", "--tail", "1").out()).isEqualTo("grub | Loading Linux ...\n");
        assertThat(logs("grub", "--tail", "1").out()).as("the guest's bytes").isEqualTo("\rLoading Linux ...\n");
        store("grub", 3, "10 %\r20 %");
        assertThat(onATerminal(Map.of(), "grub", "--timestamps", "--tail", "1")).contains("Z 10 %^M20 %\r\n");
        assertThat(logs("grub", "--grep", "^Loading Linux").out()).contains("Loading Linux");
    }

    @Test
    void aGuestCannotDriveATerminalUnlessItIsAllowedTo() throws Exception {
        store("web", 1, "\u001b]0;owned\u0007 \u009b31m ü");
        assertThat(onATerminal(Map.of(), "web")).contains("^[]0;owned^G \ufffd31m ü\r\n");
        assertThat(onATerminal(Map.of(), "web", "--raw")).contains("\u001b]0;owned\u0007");
        store("db", 2, "over\rwritten");
        assertThat(onATerminal(Map.of(), "web", "db"))
                .contains("\u001b[36mweb |\u001b[0m ^[", "\u001b[33mdb  |\u001b[0m over^Mwritten\r\n");
        assertThat(onATerminal(Map.of("NO_COLOR", "1"), "web", "db"))
                .contains("db  | over^Mwritten")
                .doesNotContain("\u001b");
    }

    @Test
    void endsSilentlyOnceTheOtherEndOfAPipeHasEnoughAndReportsAFullDisk() throws Exception {
        Path log = store("web", 1, "one");
        Files.writeString(log, Files.readString(log).repeat(20_000)); // more than the pipe and the buffers hold
        Path err = temp.resolve("err");
        assertThat(inAShell(Map.of(), call("web") + " 2> " + err + " | head -n 2"))
                .isEqualTo("one\none\n");
        assertThat(err)
                .hasContent("contee: web: contee does not answer: this is read from " + log + System.lineSeparator());
        assertThat(inAShell(Map.of(), call("web") + " 2>&1 > /dev/full; echo code $?"))
                .contains(
                        "contee: cannot print the log: the standard output is closed or its disk is full; see where it"
                                + " leads, and that there is room",
                        "code 1");
    }

    /** Runs the command in a process of its own, whose output is a terminal. */
    private String onATerminal(Map<String, String> variables, String... args) throws Exception {
        return inAShell(variables, "script -qec \"" + call(args) + "\" /dev/null");
    }

    private static String call(String... args) {
        return Path.of(System.getProperty("java.home"), "bin", "java")
                + " -XX:TieredStopAtLevel=1 -Dfile.encoding=UTF-8 -cp '" + System.getProperty("java.class.path") + "' "
                + Main.class.getName() + " logs " + String.join(" ", args);
    }

    private String inAShell(Map<String, String> variables, String script) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", script);
        builder.environment().keySet().removeIf(name -> name.matches("CONTEE_.*|NO_COLOR|CLICOLOR.*"));
        builder.environment().putAll(variables);
        builder.environment().put("CONTEE_CONFIG", String.valueOf(environment.get("CONTEE_CONFIG")));
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(out).isZero();
        return out;
    }
}
