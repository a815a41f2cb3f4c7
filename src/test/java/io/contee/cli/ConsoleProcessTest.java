package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.Await;
import io.contee.testing.ConteeDaemon;
import io.contee.testing.SocketPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands in processes of their own, with pipes or a terminal as their standard streams. */
class ConsoleProcessTest {

    /** What firmware and a full-screen program that was killed leave a terminal in. */
    private static final String FULL_SCREEN = "\u001b[?7l\u001b[?1049h\u001b[?1000h\u001b[?1006h\u001b[?25l\u001b(0top";

    private static final String CURSOR_QUERY = "\u001b[6n";

    private final ConteeDaemon contee = new ConteeDaemon("");
    private final List<Running> running = new ArrayList<>();
    private final SocketPeer guest = SocketPeer.connect(ConteeDaemon.guestSocket(contee.prepare("web")));

    @BeforeEach
    void awaitGuest() {
        Await.until("the guest is connected", () -> contee.console("web").connected());
    }

    @AfterEach
    void stop() {
        running.forEach(Running::kill);
        guest.close();
        contee.close();
    }

    /** A process whose output is read, until it is not wanted any more. */
    private static final class Running {

        private final Process process;
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Running(Process process) {
            this.process = process;
        }

        private void readOn() {
            Thread reader = new Thread(() -> {
                try (InputStream in = process.getInputStream()) {
                    in.transferTo(out);
                } catch (IOException e) {
                    // it has ended
                }
            });
            reader.setDaemon(true);
            reader.start();
        }

        String text() {
            return out.toString(StandardCharsets.UTF_8);
        }

        void type(String keys) throws IOException {
            OutputStream in = process.getOutputStream();
            in.write(keys.getBytes(StandardCharsets.UTF_8));
            in.flush();
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
            return process.exitValue();
        }

        void kill() {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Running start(boolean terminal, String... args) throws IOException {
        List<String> call = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        call.addAll(List.of(args));
        // A caller such as nohup ignores SIGHUP, and what it starts would inherit that.
        call.addAll(0, List.of("env", "--default-signal=HUP"));
        List<String> inATerminal = List.of("script", "-qec", "'" + String.join("' '", call) + "'", "/dev/null");
        ProcessBuilder builder = new ProcessBuilder(terminal ? inATerminal : call);
        builder.environment().keySet().removeIf(name -> name.startsWith("CONTEE_"));
        builder.environment().put("CONTEE_CONFIG", contee.configFile().toString());
        Running started = new Running(builder.start());
        running.add(started);
        return started;
    }

    private Running attachAtATerminal(String... options) throws IOException {
        List<String> args = new ArrayList<>(List.of("console", "web"));
        args.addAll(List.of(options));
        Running console = start(true, args.toArray(String[]::new));
        console.readOn();
        Await.until("it is attached", () -> console.text().contains("attached to web/serial0"));
        return console;
    }

    private void print(String text) {
        guest.write(text);
    }

    @Test
    void queriesAreAnsweredByTheTerminalOfTheLeasesHolderAndThoseInAReplayByNone() throws Exception {
        print("~ # " + CURSOR_QUERY + "\r\n\u001b[c\u001b]11;?\u001b\\ready> ");
        Await.until("it is logged", () -> contee.console("web").bytesOut() > 20);
        Running writer = attachAtATerminal();
        Running reader = attachAtATerminal("--tail", "5");
        Running onlooker = attachAtATerminal("--read-only");
        for (Running each : running) {
            Await.until("the replay is shown", () -> each.text().contains("ready> "));
            assertThat(each.text()).doesNotContain(CURSOR_QUERY, "\u001b[c", "\u001b]11");
        }
        print(CURSOR_QUERY + "live ");
        for (Running each : running) {
            Await.until("the live output is shown", () -> each.text().contains("live "));
        }
        assertThat(writer.text()).endsWith(CURSOR_QUERY + "live ");
        assertThat(reader.text()).doesNotContain(CURSOR_QUERY);
        assertThat(onlooker.text()).doesNotContain(CURSOR_QUERY);
        reader.type("\u001dt");
        Await.until("the lease is taken", () -> reader.text().contains("you have the write lease"));
        Await.until("the other hears of it", () -> writer.text().contains("it was stolen from you"));
        print(CURSOR_QUERY + "again ");
        Await.until(
                "the output is shown",
                () -> writer.text().contains("again ") && reader.text().contains("again "));
        assertThat(reader.text()).endsWith(CURSOR_QUERY + "again ");
        assertThat(writer.text()).endsWith("again ").doesNotContain(CURSOR_QUERY + "again ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"detach", "TERM", "HUP", "end"})
    void theTerminalIsUsableAfterwardsHoweverItEnds(String how) throws Exception {
        Running console = attachAtATerminal();
        print(FULL_SCREEN);
        Await.until("the output is shown", () -> console.text().contains("top"));
        switch (how) {
            case "detach" -> console.type("\u001dd");
            case "end" -> contee.release("web");
            default -> signal(console, how);
        }
        Await.until("the terminal is reset", () -> console.text().contains(Screen.RESET));
        assertThat(console.text().substring(console.text().indexOf(Screen.RESET) + Screen.RESET.length()))
                .as("what follows")
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs --raw web", "logs -o raw web", "logs --raw -f web"})
    void aLogAtATerminalIsDrawnWithoutQueriesAndTheTerminalIsUsableAfterwards(String command) throws Exception {
        print(FULL_SCREEN + CURSOR_QUERY + "\r\n");
        Await.until("it is logged", () -> contee.console("web").bytesOut() > 10);
        Running logs = start(true, command.split(" "));
        logs.readOn();
        Await.until("it is shown", () -> logs.text().contains("top"));
        if (command.contains("-f")) {
            signal(logs, "TERM");
        }
        Await.until("the terminal is reset", () -> logs.text().contains(Screen.RESET));
        assertThat(logs.text()).contains(FULL_SCREEN).doesNotContain(CURSOR_QUERY);
    }

    @Test
    void aLogInAPipeHasEachByte() throws Exception {
        print(FULL_SCREEN + CURSOR_QUERY + "\r\n");
        Await.until("it is logged", () -> contee.console("web").bytesOut() > 10);
        Running logs = start(false, "logs", "-o", "raw", "web");
        logs.readOn();
        assertThat(logs.exitCode()).isZero();
        Await.until("all is read", () -> logs.text().endsWith("\n"));
        assertThat(logs.text()).isEqualTo(FULL_SCREEN + CURSOR_QUERY + "\r\n");
    }

    private static void signal(Running console, String signal) throws Exception {
        long java = Stream.concat(Stream.of(console.process.toHandle()), console.process.descendants())
                .filter(child -> child.info().command().orElse("").endsWith("java"))
                .findFirst()
                .orElseThrow()
                .pid();
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(java))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void eachByteOfAPipeIsTypedAndTheLinesOfATextEndInTheEnterKey() throws Exception {
        Running console = start(false, "console", "web");
        console.type("one\ntwo \u001d three\n");
        console.process.getOutputStream().close();
        guest.awaitText("one\rtwo \u001d three\r");
        assertThat(console.exitCode()).isZero();
    }

    @Test
    void aTextOfTheCommandLineIsTypedAsWrittenOrWithTheKeyThatIsAskedFor() throws Exception {
        assertThat(start(false, "send", "web", "ls\\n").exitCode()).isZero();
        guest.awaitText("ls\n");
        assertThat(start(false, "send", "--enter", "crlf", "web", "dir\\n").exitCode())
                .isZero();
        guest.awaitText("dir\r\n");
        Running script = start(false, "console", "--enter", "cr", "--send", "boot\\n", "web");
        assertThat(script.exitCode()).isZero();
        guest.awaitText("boot\r");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs -f web", "console --read-only --tail 5 web", "top --count 1000"})
    void aCommandThatFollowsEndsOnceNobodyReadsItThoughItHasNothingToWrite(String command) throws Exception {
        print("web login: \r\n");
        Await.until("it is logged", () -> contee.console("web").bytesOut() > 10);
        Running following = start(false, command.split(" "));
        InputStream out = following.process.getInputStream();
        assertThat(out.read()).isNotNegative();
        out.close();
        assertThat(following.exitCode()).isEqualTo(OutputReader.GONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"logs web", "logs -f web", "console --read-only --tail 500 web"})
    void aFullPipeThatNobodyReadsDoesNotKeepACommandFromEnding(String command) throws Exception {
        print("x".repeat(1023).concat("\n").repeat(1 << 9));
        Await.until("it is logged", () -> contee.console("web").bytesOut() == 1 << 19);
        Running stuck = start(false, command.split(" "));
        Await.until("it has filled the pipe", () -> available(stuck) >= 1 << 15);
        signal(stuck, "TERM");
        assertThat(stuck.exitCode()).isEqualTo(128 + 15);
    }

    private static int available(Running running) {
        try {
            return running.process.getInputStream().available();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
