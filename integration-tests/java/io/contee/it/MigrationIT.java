package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;

/** Guests migrate live between two libvirt hosts, each with a contee of its own. */
class MigrationIT {

    @Order(1)
    @RegisterExtension
    private static final LibvirtHost A = new LibvirtHost().sharing();

    @Order(2)
    @RegisterExtension
    private static final LibvirtHost B = new LibvirtHost().sharingWith(A);

    /** The hosts have no network: libvirtd and QEMU of one reach the other's through sockets in a directory of both. */
    @BeforeEach
    void connectHosts() {
        A.sh("chmod 1777 " + LibvirtHost.SHARED + "; rm -f " + LibvirtHost.SHARED + "/*");
        expose(A, "a");
        expose(B, "b");
        B.sh("mkdir -p " + Guest.WITNESSES);
        // On a machine that is too busy for the hook's default, the guest would run on before its console is there.
        for (LibvirtHost host : List.of(A, B)) {
            host.write("/etc/contee/hook.env", "CONTEE_HOOK_TIMEOUT=9\n");
        }
    }

    private static void expose(LibvirtHost host, String name) {
        String socket = LibvirtHost.SHARED + "/" + name;
        host.process("socat", "UNIX-LISTEN:" + socket + ",fork", "UNIX-CONNECT:/run/libvirt/libvirt-sock");
        host.await("[ -S " + socket + " ]");
    }

    private static Container.ExecResult migrate(Guest guest, LibvirtHost from, String to) {
        return from.run(
                "virsh",
                "-q",
                "migrate",
                "--live",
                "--p2p",
                "--persistent",
                "--undefinesource",
                "--migrateuri",
                "unix://" + LibvirtHost.SHARED + "/memory-to-" + to,
                guest.name(),
                "qemu+unix:///system?socket=" + LibvirtHost.SHARED + "/" + to);
    }

    private static void assertMigrates(Guest guest, LibvirtHost from, String to) {
        Container.ExecResult result = migrate(guest, from, to);
        assertThat(result.getExitCode()).as(result.getStderr()).isZero();
    }

    @Test
    void guestThatPrintsWithoutPauseMovesThereAndBackAndNoByteIsLost() {
        Guest atA = A.define("mover");
        ContainerProcess clientAtA = atA.boot();
        clientAtA.type("steady\r");
        clientAtA.await("line 0000200 ");

        assertMigrates(atA, A, "b");

        Guest atB = B.adopt("mover");
        assertGone(atA, clientAtA);
        assertThat(atB.uuid()).isEqualTo(atA.uuid());
        byte[] firstAtA = atA.rawLog();
        Bytes.assertSame("the pod log that stays", atA.podText("serial0", 0), Bytes.text(firstAtA));
        // Migrated in mid-flood, QEMU has logged one byte that a full socket had not taken: its successor sends it.
        Bytes.assertWitnessed(firstAtA, atA.witness("serial0"), 1);

        ContainerProcess clientAtB = atB.attach();
        clientAtB.interrupt();
        assertThat(clientAtB.ask("echo moved-$((6 * 7))")).contains("\nmoved-42\r\n");
        atB.awaitLogged("serial0", clientAtB);
        byte[] atB1 = atB.rawLog();
        Bytes.assertWitnessed(atB1, atB.witness("serial0"), 0);
        Bytes.assertSame("pod log and raw log", atB.podText("serial0", 0), Bytes.text(atB1));
        assertLinesAreWhole(Bytes.text(firstAtA) + Bytes.text(atB1));

        assertMigrates(atB, B, "a");

        assertGone(atB, clientAtB);
        Guest backAtA = A.adopt("mover");
        ContainerProcess again = backAtA.attach();
        again.awaitAnswer();
        assertThat(again.ask("echo back-$((6 * 7))")).contains("\nback-42\r\n");
        Await.until(
                "a new attempt's log",
                () -> backAtA.podText("serial0", 1).endsWith(again.text()),
                () -> backAtA.podText("serial0", 1));
        Bytes.assertSame("the log of the stay before", backAtA.podText("serial0", 0), Bytes.text(firstAtA));
    }

    /** From the command's echo to its interruption, all that was printed is its lines, each once and in order. */
    private static void assertLinesAreWhole(String output) {
        String command = ContainerProcess.PROMPT + "steady\r\n";
        int from = output.indexOf(command) + command.length();
        String lines = output.substring(from, output.indexOf("^C"));
        String expected = IntStream.rangeClosed(
                        1, lines.length() / LINE.formatted(1).length() + 1)
                .mapToObj(LINE::formatted)
                .collect(Collectors.joining());
        Bytes.assertSame("lines of both hosts", lines, expected.substring(0, lines.length()));
    }

    private static final String LINE =
            "line %07d abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmn\r\n";

    private static void assertGone(Guest guest, ContainerProcess client) {
        guest.host().await("[ ! -e " + guest.socketDir() + " ]");
        assertThat(client.exitCode()).as("the client's console ended").isZero();
        assertThat(guest.host().contee("list").getStdout()).doesNotContain(guest.name());
    }

    @Test
    void hostWithoutConteeRefusesAGuestWhereItIsToAndElseTakesItUpLater() {
        Guest atA = A.define("wanderer");
        ContainerProcess client = atA.boot();
        B.stopContee();
        B.write("/etc/contee/hook.env", "CONTEE_HOOK_POLICY=enforce\n");

        Container.ExecResult refused = migrate(atA, A, "b");

        assertThat(refused.getExitCode()).isEqualTo(1);
        assertThat(refused.getStderr()).contains("contee on /run/contee/control.sock failed at prepare");
        assertThat(atA.state()).isEqualTo("running");
        assertThat(client.ask("echo stays-$((6 * 7))")).contains("\nstays-42\r\n");

        B.sh("rm /etc/contee/hook.env");
        assertMigrates(atA, A, "b");
        Guest atB = B.adopt("wanderer");
        assertThat(atB.state()).isEqualTo("running");
        B.startContee();
        atB.awaitConnected();
        ContainerProcess later = atB.attach();
        later.awaitAnswer();
        assertThat(later.ask("echo up-$((6 * 7))")).contains("\nup-42\r\n");
    }

    @Test
    void guestOfAHostThatManagesNoneComesOutOnTheSocketOfOneThatManagesAll() {
        A.sh("mkdir -p " + Guest.WITNESSES);
        A.write("/tmp/plain.xml", LibvirtHost.demoXml("plain", 1));
        A.sh("virsh -q define /tmp/plain.xml");
        Guest atA = A.adopt("plain");
        B.stopContee();
        B.startContee(Map.of("CONTEE_MANAGE", "all"));
        atA.start();
        A.await("[ \"$(tail -c 8 " + Guest.witnessPath("plain", "serial0") + ")\" = '" + ContainerProcess.PROMPT
                + "' ]");

        assertMigrates(atA, A, "b");

        Guest atB = B.adopt("plain");
        atB.awaitConnected();
        ContainerProcess client = atB.attach();
        client.awaitAnswer();
        assertThat(client.ask("echo caught-$((6 * 7))")).contains("\ncaught-42\r\n");
        atB.awaitLogged("serial0", client);
        assertThat(atB.podText("serial0", 0)).contains("\ncaught-42\r\n");
        Await.until(
                "its definition is rewritten as well as what runs",
                () -> B.contee("mode", "plain").getStdout().equals("definition: unix\nrunning serial0: unix\n"),
                () -> B.contee("mode", "plain") + B.conteeLog());
    }
}
