package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.http.ConsoleView;
import io.contee.testing.Await;
import io.contee.testing.ConteeDaemon;
import io.contee.testing.FailingSuccessor;
import io.contee.testing.LogText;
import io.contee.testing.MarkedGaps;
import io.contee.testing.NumberedGuest;
import io.contee.testing.ReattachingClient;
import io.contee.testing.SocketPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One contee follows another: processes of their own, restarted and killed under guests and clients. */
class SuccessionTest {

    private static final String LARGE_LOGS = """
            rawLog: {maxSize: 1Mi, maxFiles: 100}
            podLog: {maxSize: 1Mi, maxFiles: 100}
            """;

    private ConteeDaemon contee = new ConteeDaemon(LARGE_LOGS + "durability: strict\n");

    @AfterEach
    void stop() {
        contee.close();
    }

    private NumberedGuest guest(String name) {
        NumberedGuest guest = NumberedGuest.connect(name, ConteeDaemon.guestSocket(contee.prepare(name)));
        Await.until("the guest is connected", () -> contee.console(name).connected());
        return guest;
    }

    private static void print(NumberedGuest guest, int bytes) {
        long goal = guest.printed() + bytes;
        Await.until("the guest has printed", () -> {
            guest.print();
            return guest.printed() >= goal || guest.isDisconnected();
        });
    }

    private void assertWhole(NumberedGuest guest) {
        ConsoleView console = contee.console(guest.name());
        byte[] printed = guest.text();
        Await.until("all is in the raw log", () -> LogText.raw(console).length >= printed.length);
        guest.assertPrinted("the raw log", LogText.raw(console));
        Await.until("all is in the pod log", () -> LogText.pod(console).length >= printed.length);
        guest.assertPrinted("the pod log", LogText.pod(console));
        assertThat(guest.isDisconnected()).isFalse();
    }

    @Test
    void aRestartDisconnectsNobodyAndLosesNothing() {
        try (NumberedGuest guest = guest("web");
                SocketPeer client =
                        SocketPeer.connect(Path.of(contee.console("web").clientSocket()))) {
            Await.until("the client is attached", () -> contee.console("web").clients() == 1);
            print(guest, 100_000);
            contee.restart();
            print(guest, 100_000);
            contee.restart();
            print(guest, 100_000);
            guest.finishLine();
            assertWhole(guest);
            guest.assertPrinted("the client", client.awaitBytes((int) guest.printed()));
        }
    }

    @Test
    void aKilledConteeLosesNothing() {
        try (NumberedGuest guest = guest("web")) {
            for (int i = 0; i < 3; i++) {
                print(guest, 300_000);
                contee.kill();
                print(guest, 50_000);
                contee.start();
            }
            guest.finishLine();
            assertWhole(guest);
        }
    }

    @Test
    void whatAKilledConteeHadReadAndNotWrittenIsMarked() {
        contee.close();
        contee = new ConteeDaemon(LARGE_LOGS);
        try (NumberedGuest guest = guest("web")) {
            for (int i = 0; i < 3; i++) {
                print(guest, 300_000);
                contee.kill();
                contee.start();
            }
            print(guest, 1000);
            guest.finishLine();
            long printed = guest.printed();
            Await.until("all is taken", () -> {
                String raw = new String(LogText.raw(contee.console("web")), StandardCharsets.US_ASCII);
                return raw.endsWith(new String(guest.text(), StandardCharsets.US_ASCII).substring((int) printed - 100));
            });
            MarkedGaps.assertOnlyMarkedGaps(guest, LogText.raw(contee.console("web")));
            Await.until(
                    "the pod log is as long",
                    () -> LogText.pod(contee.console("web")).length >= LogText.raw(contee.console("web")).length);
            MarkedGaps.assertOnlyMarkedGaps(guest, LogText.pod(contee.console("web")));
            assertThat(guest.isDisconnected()).isFalse();
        }
    }

    @Test
    void aConsoleOverTheControlSocketGoesOnWhereItWas() {
        try (NumberedGuest guest = guest("web")) {
            ByteArrayOutputStream shown = new ByteArrayOutputStream();
            ReattachingClient client = new ReattachingClient(contee::client, "web", shown);
            client.attach();
            for (int i = 0; i < 2; i++) {
                print(guest, 100_000);
                contee.restart();
                client.attach();
                print(guest, 100_000);
                contee.kill();
                contee.start();
                client.attach();
            }
            guest.finishLine();
            Await.until("all is shown", () -> shown.size() >= guest.printed());
            guest.assertPrinted("the console", shown.toByteArray());
            client.close();
        }
    }

    @Test
    void afterASuccessorThatFailsTheFormerConteeGoesOn() throws IOException, InterruptedException {
        try (NumberedGuest guest = guest("web")) {
            print(guest, 100_000);
            FailingSuccessor.start(contee.directory().resolve("r/handover.sock"))
                    .waitFor();
            Await.until(
                    "contee serves again", () -> contee.log().contains("failed to resume the sessions; serving again"));
            Await.until("it answers", contee::answers);
            print(guest, 100_000);
            guest.finishLine();
            assertWhole(guest);
        }
    }
}
