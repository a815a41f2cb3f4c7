package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.manager.ConsoleAttachment;
import io.contee.model.AttachOptions;
import io.contee.model.ConsoleRef;
import io.contee.model.WriteAccess;
import io.contee.testing.Await;
import io.contee.testing.Domains;
import io.contee.testing.RunningContee;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void useConfigOfTheTest() throws IOException {
        Path config = Files.writeString(
                temp.resolve("contee.yaml"), "runDir: " + temp.resolve("r") + "\nlogDir: " + temp.resolve("l") + "\n");
        environment.put("CONTEE_CONFIG", config.toString());
    }

    @AfterEach
    void cleanUp() {
        temp.close();
    }

    private CommandRun run(String... args) {
        return runWithInput("", args);
    }

    private CommandRun runWithInput(String input, String... args) {
        return CommandRun.of(environment, input.getBytes(StandardCharsets.UTF_8), args);
    }

    private static void assertFailed(CommandRun outcome) {
        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("contee: ").endsWith("\n");
        assertThat(outcome.err().lines()).hasSize(1);
    }

    @Test
    void tellsItsVersion() {
        CommandRun outcome = run("--version");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).startsWith("contee ");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void helpNamesTheCommandsAndTheExitCodes() {
        CommandRun outcome = run("--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out())
                .startsWith("Usage: contee ")
                .contains(
                        "serve",
                        "define",
                        "mode",
                        "adopt",
                        "release",
                        "list",
                        "console",
                        "logs",
                        "rewrite",
                        "doctor",
                        "Exit codes:")
                .doesNotContain("\u001b");
        assertThat(outcome.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"serve", "define", "mode", "adopt", "release", "list", "console", "logs", "rewrite", "doctor"})
    void everyCommandHasHelp(String command) {
        CommandRun outcome = run(command, "--help");
        assertThat(outcome.code()).isZero();
        assertThat(outcome.out()).startsWith("Usage: contee " + command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "explode",
                "--explode",
                "list --output xml",
                "list extra",
                "logs",
                "logs web --tail many",
                "logs web --tail -1",
                "logs web --tail 4294967295",
                "logs web --since yesterday",
                "console",
                "console web --linger long",
                "rewrite --mode tty",
                "rewrite a b",
                "rewrite --in-place",
                "rewrite --in-place -",
                "rewrite --in-place a -",
                "rewrite --in-place --check a",
                "define",
                "define x --pod p",
                "define x --pod-uid u",
                "define x --container c",
                "define x --max-files many",
                "define x --annotation novalue",
                "mode",
                "mode x loud",
                "mode x --live",
                "adopt",
                "adopt web --all",
                "release",
                "release web db",
            })
    void aWrongCallEndsWithTwoAndUsage(String call) {
        CommandRun outcome = run(call.isEmpty() ? new String[0] : call.split(" "));
        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .containsAnyOf("Usage: contee", "Did you mean: contee")
                .doesNotContain("\tat ", "Exception");
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "logs web", "console web", "list -o json"})
    void withoutContee1LineSaysSo(String call) {
        CommandRun outcome = run(call.split(" "));
        assertFailed(outcome);
        assertThat(outcome.err())
                .startsWith("contee: contee does not answer at " + temp.resolve("r/control.sock"))
                .contains("start it with 'contee serve'");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aFaultyConfigurationIsToldInOneLine() throws IOException {
        CommandRun missing =
                run("list", "--config", temp.resolve("missing.yaml").toString());
        assertFailed(missing);
        assertThat(missing.err()).contains("missing.yaml: there is no such file");
        Path faulty = Files.writeString(temp.resolve("faulty.yaml"), "runDir: x\ncolour: red\n");
        CommandRun outcome = run("serve", "--config", faulty.toString());
        assertFailed(outcome);
        assertThat(outcome.err()).contains("2 faults: ", "runDir", "colour");
    }

    @Test
    void listShowsTheConsoles() throws IOException {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            List<String> lines = run("list").out().lines().toList();
            assertThat(lines).hasSize(2);
            assertThat(lines.get(0)).matches("DOMAIN +CONSOLE +GUEST +CLIENTS +OUT +IN +LOST +LOG");
            assertThat(lines.get(1)).matches("web +serial0 +connected +0 +0 +0 +0 +/tmp/.*/web/serial0.log");
            assertThat(run("list", "-o", "json").out())
                    .startsWith("[")
                    .contains("\"domain\" : \"web\"", "\"connected\" : true");
            guest.write("x");
        }
    }

    @Test
    void logsPrintsWhatTheGuestPrinted() {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            guest.write("one\ntwo ü\n");
            Await.until("it is logged", () -> run("logs", "web").out().equals("one\ntwo ü\n"));
            assertThat(run("logs", "web", "--tail", "1").out()).isEqualTo("two ü\n");
            assertThat(run("logs", "web", "--since", "1h", "--console", "serial0")
                            .out())
                    .isEqualTo("one\ntwo ü\n");
            assertFailed(run("logs", "web", "--console", "serial9"));
            assertFailed(run("logs", "unknown"));
        }
    }

    @Test
    void consoleJoinsAScriptToTheGuest() {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            CompletableFuture<CommandRun> command =
                    CompletableFuture.supplyAsync(() -> runWithInput("uname\n", "console", "web"));
            guest.awaitText("uname\r");
            guest.write("Linux\n# ");
            CommandRun outcome =
                    command.orTimeout(Await.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.code()).isZero();
            assertThat(outcome.out()).isEqualTo("Linux\n# ");
        }
    }

    @Test
    void theEscapeKeyIsAByteAsAnyOtherInAPipe() {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            CommandRun outcome = runWithInput("before\u001dafter", "console", "web");
            assertThat(outcome.code()).isZero();
            assertThat(guest.awaitText("after")).isEqualTo("before\u001dafter");
        }
    }

    @Test
    void consoleEndsWithTheConsole() {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            CompletableFuture<CommandRun> command =
                    CompletableFuture.supplyAsync(() -> runWithInput("x", "console", "web", "--linger", "3600"));
            guest.awaitText("x");
            guest.write("Power down.");
            guest.hangUp();
            running.contee().hook("release", running.xml());
            CommandRun outcome =
                    command.orTimeout(Await.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
            assertThat(outcome.code()).isZero();
            assertThat(outcome.out()).isEqualTo("Power down.");
        }
    }

    @Test
    void sendTypesAndWhoTellsWhoMayNotBeInterrupted() {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            assertThat(run("send", "web", "root\\n").code()).isZero();
            guest.awaitText("root\n");
            try (ConsoleAttachment holder = running.contee()
                    .attach(ConsoleRef.of("web"), AttachOptions.DEFAULTS.withAccess(WriteAccess.WRITE))) {
                assertThat(holder.lease().maySelfType()).isTrue();
                CommandRun refused = run("send", "web", "never");
                assertFailed(refused);
                assertThat(refused.err()).contains("has the write lease: wait for it, or steal it (--force steals it)");
                assertFailed(runWithInput("never", "console", "web"));
                assertFailed(run("console", "web", "--send", "never"));
                assertThat(run("who", "web").out().lines().toList().get(1))
                        .startsWith("web     serial0  " + System.getProperty("user.name"))
                        .endsWith("  write  0");
                assertThat(run("who", "-o", "json").out()).contains("\"mode\" : \"write\"");
                assertThat(run("send", "--force", "web", "!").code()).isZero();
            }
            assertThat(guest.awaitText("!")).isEqualTo("root\n!");
            assertFailed(run("who", "nobody"));
            assertThat(run("send", "web", "\\q").code()).isEqualTo(2);
        }
    }

    @Test
    void stepsAreDoneInTheOrderGiven() {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            guest.write("old line\nlogin: ");
            CompletableFuture<CommandRun> command = CompletableFuture.supplyAsync(() -> run(
                    "console",
                    "web",
                    "--expect",
                    "login: ",
                    "--send",
                    "root\\n",
                    "--send",
                    "id\\n",
                    "--expect",
                    "uid=0",
                    "--expect",
                    "# ",
                    "--timeout",
                    "1h"));
            assertThat(guest.awaitText("id\n")).isEqualTo("root\nid\n");
            guest.write("uid=0\n# ");
            CommandRun outcome =
                    command.orTimeout(Await.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.code()).isZero();
            assertThat(outcome.out()).isEqualTo("login: uid=0\n# ");
            CommandRun late = run("console", "web", "--expect", "never", "--timeout", "10ms");
            assertThat(late.code()).isEqualTo(3);
            assertThat(late.err())
                    .isEqualTo("contee: web/serial0 has not printed 'never' within 0.01 s: see 'contee logs',"
                            + " or give a longer --timeout\n");
        }
    }

    @Test
    void theVariableNamesTheControlSocketOfAnotherContee() {
        try (RunningContee running = new RunningContee()) {
            environment.put(
                    "CONTEE_CONTROL_SOCKET",
                    running.config().directories().run().controlSocket().toString());
            assertThat(run("list").code()).isZero();
        }
        CommandRun outcome = run("list");
        assertFailed(outcome);
        assertThat(outcome.err())
                .contains("contee does not answer at " + environment.get("CONTEE_CONTROL_SOCKET") + " ");
    }

    @Test
    void defineSaysWhyItCannot() throws IOException {
        try (RunningContee running = new RunningContee()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            Path file = Files.writeString(temp.resolve("web.xml"), Domains.ORDINARY);
            CommandRun outcome = run("define", file.toString(), "--pod", "default/web-0", "--pod-uid", "f00d");
            assertFailed(outcome);
            assertThat(outcome.err()).contains("no connection to libvirt at ");
            assertFailed(runWithInput("<domain", "define", "-"));
            assertFailed(run("define", file.toString(), "--pod", "../web-0", "--pod-uid", "f00d"));
            CommandRun small = run("define", file.toString(), "--max-size", "1k", "--annotation", "a=b=c");
            assertFailed(small);
            assertThat(small.err()).contains("libvirt");
            assertThat(run("define", file.toString(), "--max-size", "huge").err())
                    .contains("size 'huge' is not a size");
            assertFailed(run("mode", "web"));
            assertFailed(run("mode", "web", "unix", "--live"));
        }
    }

    @Test
    void runningGuestsStayWhereTheyAreWithoutLibvirt() {
        try (RunningContee running = new RunningContee();
                SocketPeer guest = running.startGuest()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            for (String call : List.of("adopt web", "adopt web --force -c serial0", "adopt --all", "release web")) {
                CommandRun outcome = run(call.split(" "));
                assertFailed(outcome);
                assertThat(outcome.err()).contains("no connection to libvirt at ");
            }
            assertThat(run("release", "--all").out()).isEqualTo("0 of 0 domains done\n");
            guest.write("x");
        }
    }

    @Test
    void serveRefusesADirectoryThatAnotherServes() {
        try (RunningContee running = new RunningContee()) {
            environment.put(
                    "CONTEE_RUN_DIR",
                    running.config().directories().run().path().toString());
            CommandRun outcome = run("serve");
            assertFailed(outcome);
            assertThat(outcome.err())
                    .contains("another contee serves "
                            + running.config().directories().run().path());
        }
    }

    @Test
    void nothingIsColouredUnderNoColor() throws Exception {
        assertThat(stderrOfAProcess(Map.of("CLICOLOR_FORCE", "1"))).contains("\u001b[");
        assertThat(stderrOfAProcess(Map.of("CLICOLOR_FORCE", "1", "NO_COLOR", "1")))
                .doesNotContain("\u001b")
                .startsWith("contee: cannot read ");
        assertThat(stderrOfAProcess(Map.of())).as("no terminal").doesNotContain("\u001b");
    }

    private String stderrOfAProcess(Map<String, String> variables) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(Arrays.asList("rewrite", temp.resolve("missing.xml").toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.matches("CONTEE_.*|NO_COLOR|CLICOLOR.*"));
        builder.environment().put("CONTEE_CONFIG", String.valueOf(environment.get("CONTEE_CONFIG")));
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isEqualTo(2);
        return err;
    }
}
