package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that misbehave delay neither the guest nor its logs nor other clients. */
class ClientsIT {

    private static final String TOO_SLOW = "[contee: this client was too slow, ";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @Test
    void clientsThatStopReadingOrLeaveMidwayHoldNobodyUp() {
        Guest guest = HOST.define("flooding");
        ContainerProcess client = guest.boot();
        String go = "/tmp/read-on";
        String client0 = "socat -u UNIX-CONNECT:" + guest.clientSocket("serial0") + " - ";
        ContainerProcess silent =
                HOST.process("sh", "-c", client0 + "| { while [ ! -e " + go + " ]; do sleep 0.1; done; cat; }");
        ContainerProcess leaving = HOST.process("sh", "-c", client0 + "| head -c 20000 > /dev/null");

        client.type("steady\r");
        awaitLogged(guest, 100_000);
        assertThat(leaving.exitCode()).as("the client that left").isEqualTo(0);
        // More than the kernel, socat, the pipe and contee keep for a client together.
        awaitLogged(guest, 2_000_000);
        client.interrupt();
        guest.awaitLogged("serial0", client);

        Bytes.assertSame("client and raw log", client.bytes(), guest.rawLog());
        Bytes.assertWitnessed(guest.rawLog(), guest.witness("serial0"), 0);
        Bytes.assertSame("pod log and client", guest.podText("serial0", 0), client.text());
        assertNumbered(client.text());

        HOST.sh("touch " + go);
        silent.await(TOO_SLOW);
        assertThat(silent.bytes().length).as("what the silent client got").isLessThan(client.bytes().length - 500_000);
        client.ask("echo after");
        silent.await("after\r\n" + ContainerProcess.PROMPT);
        assertThat(silent.text())
                .containsPattern("\r\n\\[contee: this client was too slow, [0-9]+ bytes skipped\\]\r\n");
    }

    private static void awaitLogged(Guest guest, int bytes) {
        HOST.await("[ $(stat -c %s " + guest.rawLogPath("serial0") + ") -gt " + bytes + " ]");
    }

    private static void assertNumbered(String text) {
        int[] next = {1};
        text.lines()
                .filter(line -> line.startsWith("line ") && line.endsWith("n"))
                .forEach(line -> assertThat(line).startsWith("line %07d ".formatted(next[0]++)));
        assertThat(next[0]).isGreaterThan(20_000);
    }
}
