package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;

/** Guests, QEMU, libvirtd and contee come and go in any order. */
class LifecycleIT {

    private static final Pattern STOPPED =
            Pattern.compile("\n\\[contee: an unknown number of bytes may be lost at [^]]*]\n");

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @Test
    void guestStartedWhileConteeIsDownIsTakenUpWhenItComes() {
        Guest guest = HOST.define("early");
        HOST.stopContee();

        guest.start();
        HOST.startContee();

        guest.awaitConnected();
        ContainerProcess client = guest.attach();
        client.awaitAnswer();
        assertThat(client.ask("echo up-$((6 * 7))")).contains("\nup-42\r\n");
        guest.awaitLogged("serial0", client);
        assertThat(guest.podText("serial0", 0)).contains("\nup-42\r\n");
        assertThat(guest.state()).isEqualTo("running");
    }

    @Test
    void enforcingHookRefusesAStartWithoutConteeAndSaysWhy() {
        Guest guest = HOST.define("enforced");
        HOST.write("/etc/contee/hook.env", "CONTEE_HOOK_POLICY=enforce\n");
        HOST.stopContee();

        Container.ExecResult start = HOST.run("virsh", "-q", "start", "enforced");

        assertThat(start.getExitCode()).isEqualTo(1);
        assertThat(start.getStderr())
                .contains("contee on /run/contee/control.sock failed at prepare of domain enforced")
                .contains("the start is refused by CONTEE_HOOK_POLICY=enforce in /etc/contee/hook.env");
        assertThat(guest.state()).isEqualTo("shut off");

        HOST.startContee();
        guest.start();
        assertThat(guest.state()).isEqualTo("running");
    }

    @Test
    void destroyedGuestLeavesCompleteLogsAndItsNextStartIsANewAttempt() {
        Guest guest = HOST.define("destroyed");
        ContainerProcess client = guest.boot();
        client.type("steady\r");
        client.await("line 0000200 ");

        guest.destroy();

        assertEnded(guest, client);
        byte[] raw = guest.rawLog();
        // Ended in mid-flood, QEMU has logged one byte that a full socket had not taken.
        assertSameEverywhere(guest, client, 1);

        ContainerProcess again = guest.boot();
        Await.until(
                "the new attempt's log",
                () -> guest.podText("serial0", 1).equals(again.text()),
                () -> guest.podText("serial0", 1));
        Bytes.assertSame("the former attempt's log", guest.podText("serial0", 0), client.text());
        Bytes.assertSame("the raw log so far", Arrays.copyOf(guest.rawLog(), raw.length), raw);
    }

    @Test
    void killedQemuLeavesCompleteLogs() {
        Guest guest = HOST.define("killed");
        ContainerProcess client = guest.boot();
        client.type("steady\r");
        client.await("line 0000200 ");

        // What QEMU has written last is in the kernel when it dies, and contee must fetch it from there.
        HOST.signalContee("STOP");
        try {
            String witness = Guest.witnessPath("killed", "serial0");
            HOST.await("{ a=$(stat -c %s " + witness + "); sleep 0.3; [ $a = $(stat -c %s " + witness + ") ]; }");
            assertThat(guest.witness("serial0").length)
                    .as("bytes printed, some of which contee has not taken")
                    .isGreaterThan(guest.rawLog().length + 100);
            HOST.sh("kill -KILL " + guest.qemu());
            HOST.await("[ \"$(virsh -q domstate killed)\" = 'shut off' ]");
        } finally {
            HOST.signalContee("CONT");
        }

        assertEnded(guest, client);
        byte[] raw = guest.rawLog();
        Bytes.assertWitnessed(raw, guest.witness("serial0"), 1);
        Bytes.assertSame("pod log and raw log", guest.podText("serial0", 0), Bytes.text(raw));
    }

    @Test
    void guestThatPowersItselfOffLeavesCompleteLogs() {
        Guest guest = HOST.define("off");
        ContainerProcess client = guest.boot();

        client.type("lines 300; poweroff\r");

        assertEnded(guest, client);
        assertThat(client.text()).contains("\nline 0000300 ");
        assertSameEverywhere(guest, client);
    }

    private static void assertEnded(Guest guest, ContainerProcess client) {
        Await.until("the guest is off", () -> guest.state().equals("shut off"), guest::state);
        HOST.await("[ ! -e " + guest.socketDir() + " ]");
        assertThat(client.exitCode()).as("the client's console ended").isZero();
        assertThat(HOST.contee("list").getStdout()).doesNotContain(guest.name());
    }

    private static void assertSameEverywhere(Guest guest, ContainerProcess client) {
        assertSameEverywhere(guest, client, 0);
    }

    private static void assertSameEverywhere(Guest guest, ContainerProcess client, int slack) {
        Bytes.assertWitnessed(guest.rawLog(), guest.witness("serial0"), slack);
        Bytes.assertSame("client and raw log", client.bytes(), guest.rawLog());
        Bytes.assertSame("pod log and client", guest.podText("serial0", 0), client.text());
    }

    @Test
    void restartOfLibvirtdLeavesGuestAndConsoleConnected() {
        Guest guest = HOST.define("steadfast");
        ContainerProcess client = guest.boot();
        String qemu = guest.qemu();

        HOST.restartLibvirtd();

        assertThat(guest.state()).isEqualTo("running");
        assertThat(guest.qemu()).isEqualTo(qemu);
        assertThat(client.ask("echo still-$((6 * 7))")).contains("\nstill-42\r\n");
        guest.awaitLogged("serial0", client);
        assertSameEverywhere(guest, client);
        assertThat(HOST.exists(guest.podLogPath("serial0", 1)))
                .as("a new attempt")
                .isFalse();

        guest.destroy();
        assertEnded(guest, client);
        Bytes.assertWitnessed(guest.rawLog(), guest.witness("serial0"), 0);
    }

    @Test
    void conteeThatWasKilledOrRestartedGoesOnWithTheSameAttempt() {
        Guest guest = HOST.define("orphaned");
        ContainerProcess first = guest.boot();
        first.ask("echo one-$((6 * 7))");
        guest.awaitLogged("serial0", first);

        HOST.killContee();
        HOST.startContee();
        first.ask("echo two-$((6 * 7))");
        guest.awaitLogged("serial0", first);

        HOST.stopContee();
        assertThat(first.exitCode()).isZero();
        assertThat(guest.state()).isEqualTo("running");
        HOST.startContee();
        ContainerProcess third = reattach(guest);
        third.ask("echo three-$((6 * 7))");
        third.ask("true");
        Await.until(
                "the log goes on",
                () -> guest.podText("serial0", 0).contains("\nthree-42\r\n"),
                () -> guest.podText("serial0", 0));

        assertThat(guest.podText("serial0", 0)).containsSubsequence("\none-42\r\n", "\ntwo-42\r\n", "\nthree-42\r\n");
        assertThat(Bytes.text(guest.rawLog())).containsSubsequence("\none-42\r\n", "\ntwo-42\r\n", "\nthree-42\r\n");
        assertThat(HOST.exists(guest.podLogPath("serial0", 1)))
                .as("a new attempt")
                .isFalse();
        String raw = Bytes.text(guest.rawLog());
        assertThat(raw)
                .as("the guest may have printed while contee was stopped")
                .containsPattern(STOPPED);
        byte[] printed = STOPPED.matcher(raw).replaceFirst("").getBytes(StandardCharsets.UTF_8);
        Bytes.assertWitnessed(printed, guest.witness("serial0"), 0);
    }

    private static ContainerProcess reattach(Guest guest) {
        guest.awaitConnected();
        ContainerProcess client = guest.attach();
        client.awaitAnswer();
        return client;
    }

    @Test
    void secondConteeIsRefusedAndTheFirstServesOn() {
        Container.ExecResult second = HOST.contee("serve");

        assertThat(second.getExitCode()).isEqualTo(1);
        assertThat(second.getStderr().lines()).singleElement().asString().contains("/run/contee");
        assertThat(HOST.contee("list").getExitCode()).isZero();
    }
}
