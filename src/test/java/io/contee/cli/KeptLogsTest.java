package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.http.ConsoleView;
import io.contee.testing.Await;
import io.contee.testing.ConteeDaemon;
import io.contee.testing.SocketPeer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consoles of which the raw log, the pod log or neither is kept. */
class KeptLogsTest {

    private ConteeDaemon contee = new ConteeDaemon("");

    @AfterEach
    void stop() {
        contee.close();
    }

    /** Lets the guest of a contee that keeps these logs speak with a client that comes when the guest has printed. */
    private ConsoleView speak(String configuration) {
        contee.close();
        contee = new ConteeDaemon(configuration);
        ConsoleView console = contee.prepare("web");
        try (SocketPeer guest = SocketPeer.connect(ConteeDaemon.guestSocket(console))) {
            guest.write("early\r\n");
            Await.until("early output is there", () -> contee.console("web").bytesOut() == 7);
            try (SocketPeer client = SocketPeer.connect(Path.of(console.clientSocket()))) {
                Await.until("the client is attached", () -> contee.clientCount() == 1);
                guest.write("late\r\n");
                client.awaitText("late\r\n");
                client.write("typed\r");
                guest.awaitText("typed\r");
                assertThat(client.text().contains("early"))
                        .isEqualTo(console.rawLog().isPresent());
            }
        }
        return console;
    }

    private CommandRun logs() {
        return CommandRun.of(Map.of("CONTEE_CONFIG", contee.configFile().toString()), new byte[0], "logs", "web");
    }

    @Test
    void withoutARawLogThereIsThePodLogAndNothingToShowAgain() {
        ConsoleView console = speak("rawLog: {enabled: false}\n");
        assertThat(console.rawLog()).isEmpty();
        assertThat(contee.directory().resolve("l/web/serial0.log")).doesNotExist();
        Await.until("the pod log has it", () -> logs().out().equals("early\r\nlate\r\n"));
    }

    @Test
    void withoutAPodLogTheRawLogIsRead() {
        ConsoleView console = speak("podLog: {enabled: false}\n");
        assertThat(console.podLog()).isEmpty();
        assertThat(contee.directory().resolve("p")).doesNotExist();
        Await.until("the raw log has it", () -> logs().out().equals("early\r\nlate\r\n"));
        assertThat(Path.of(console.rawLog().orElseThrow())).content().isEqualTo("early\r\nlate\r\n");
    }

    @Test
    void withoutAnyLogAConsoleIsServed() {
        ConsoleView console = speak("rawLog: {enabled: false}\npodLog: {enabled: false}\n");
        assertThat(console.rawLog()).isEmpty();
        assertThat(console.podLog()).isEmpty();
        assertThat(logs().err())
                .contains("no log is kept of web/serial0: see rawLog.enabled and podLog.enabled of the configuration");
        assertThat(contee.directory().resolve("l/web/serial0.log")).doesNotExist();
    }
}
