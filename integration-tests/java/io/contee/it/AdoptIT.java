package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;

/** Guests that run already, on ptys, are taken over and given back with no restart. */
class AdoptIT {

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    private static final Pattern LINE = Pattern.compile("line (\\d{7}) [a-z]{66}\r\n");

    /** A guest that libvirt has started on a pty, at its prompt. */
    private static Guest plain(String name) {
        HOST.sh("mkdir -p /var/log/witness");
        HOST.write("/tmp/" + name + ".xml", LibvirtHost.demoXml(name, 1));
        HOST.sh("virsh -q define /tmp/" + name + ".xml && virsh -q start " + name);
        Guest guest = HOST.adopt(name);
        HOST.await("grep -q 'demo:~# ' " + Guest.witnessPath(name, "serial0"));
        return guest;
    }

    private static String pty(Guest guest) {
        return HOST.sh("virsh -q ttyconsole " + guest.name()).strip();
    }

    /** The live XML, without the empty element that libvirt leaves when the last metadata is taken away. */
    private static String live(Guest guest) {
        return HOST.sh("virsh -q dumpxml " + guest.name())
                .replaceFirst("\\n *<metadata>\\s*</metadata>|\\n *<metadata/>", "");
    }

    private static void adopt(Guest guest) {
        assertThat(HOST.contee("adopt", guest.name()))
                .returns(0, Container.ExecResult::getExitCode)
                .returns(guest.name() + "/serial0: adopted from " + pty(guest) + "\n", Container.ExecResult::getStdout);
    }

    private static ContainerProcess attachAtPrompt(Guest guest) {
        guest.awaitConnected();
        ContainerProcess client = guest.attach();
        client.awaitAnswer();
        return client;
    }

    /** Has the pty open, types something, and reads nothing, so that nothing of what the guest prints is lost. */
    private static ContainerProcess hold(Guest guest, String typed) {
        return HOST.process("sh", "-c", "exec > " + pty(guest) + "; printf '" + typed + "'; exec sleep 600");
    }

    private static ContainerProcess virshConsole(Guest guest) {
        return HOST.process("script", "-qec", "virsh console " + guest.name(), "/dev/null");
    }

    private static void assertWhole(String what, String lines) {
        List<Integer> numbers =
                LINE.matcher(lines).results().map(AdoptIT::number).toList();
        assertThat(numbers).as(what).hasSizeGreaterThan(300);
        assertThat(numbers)
                .as(what)
                .isEqualTo(IntStream.range(numbers.get(0), numbers.get(0) + numbers.size())
                        .boxed()
                        .toList());
        // What is no whole line stands at the beginning and at the end alone.
        String rest = LINE.matcher(lines).replaceAll("|");
        assertThat(rest).as(what).matches("(?s)[^|]{0,80}\\|+[^|]{0,80}");
    }

    private static int number(MatchResult line) {
        return Integer.parseInt(line.group(1));
    }

    @Test
    void underAFloodNothingIsLostDoubledOrTornOnTheWayToConteeAndBack() {
        Guest guest = plain("flooding");
        String pty = pty(guest);
        // The guest waits for the full pty now, with all it has printed since in it.
        ContainerProcess holder = hold(guest, "steady\\r");
        HOST.await("grep -q 'line 0000030' " + Guest.witnessPath("flooding", "serial0"));
        HOST.await("{ a=$(stat -c %s /var/log/witness/flooding-serial0.log); sleep 0.3;"
                + " [ $a = $(stat -c %s /var/log/witness/flooding-serial0.log) ]; }");

        Container.ExecResult forced = HOST.contee("adopt", "flooding", "--force");

        assertThat(forced.getStdout()).isEqualTo("flooding/serial0: adopted from " + pty + "\n");
        holder.kill(); // or it keeps the pty's number
        ContainerProcess client = guest.attach();
        Await.until("the guest prints on", () -> client.bytes().length > 100_000, client::errors);
        assertThat(HOST.contee("release", "flooding").getStdout())
                .isEqualTo("flooding/serial0: released to " + pty + "\n");
        assertThat(client.exitCode()).as("the client's console ended").isZero();
        byte[] first = guest.rawLog();
        String text = Bytes.text(first);
        assertThat(text).startsWith("steady\r\nline 0000001 ");
        assertWhole("all that was printed", text.substring("steady\r\n".length()));
        assertThat(text).as("what the client got").endsWith(client.text());
        Bytes.assertSame("pod log and raw log", guest.podText("serial0", 0), text);

        // Nobody had the pty open: what was printed meanwhile is in virtlogd's log alone. QEMU notices within a second
        // that contee has opened it; until then it drops what a full pty refuses.
        adopt(guest);
        int adopted = guest.rawLog().length;
        ContainerProcess again = guest.attach();
        Await.until("the guest prints on", () -> again.bytes().length > 100_000, again::errors);
        again.interrupt();
        assertThat(again.ask("echo still-$((6 * 7))")).contains("\nstill-42\r\n");
        byte[] both = guest.rawLog();
        Bytes.assertSame("the log so far", Arrays.copyOf(both, first.length), first);
        String second = Bytes.text(Arrays.copyOfRange(both, first.length, both.length));
        assertWhole("since the second time", second.substring(adopted - first.length, second.lastIndexOf("^C") - 80));
        List<Integer> numbers =
                LINE.matcher(second).results().map(AdoptIT::number).toList();
        assertThat(numbers).as("the second time").doesNotHaveDuplicates().isSorted();
        assertThat(HOST.exists(guest.podLogPath("serial0", 1)))
                .as("a new attempt")
                .isFalse();
    }

    @Test
    void anAdoptedConsoleIsMarkedInTheLiveXmlAloneAndVirshConsoleWorksAgainAfterItsRelease() {
        Guest guest = plain("plain");
        String definition = HOST.sh("virsh -q dumpxml --inactive plain");
        String live = live(guest);

        adopt(guest);

        ContainerProcess client = attachAtPrompt(guest);
        assertThat(client.ask("echo typed-$((6 * 7))")).contains("\ntyped-42\r\n");
        assertThat(HOST.contee("list").getStdout()).contains("connected, adopted");
        assertThat(HOST.sh("virsh -q dumpxml plain"))
                .contains("<contee:adopted console=\"serial0\" pty=\"" + pty(guest) + "\"");
        assertThat(HOST.sh("virsh -q dumpxml --inactive plain")).isEqualTo(definition);
        Await.until(
                "virtlogd's log goes on",
                () -> Bytes.text(guest.witness("serial0")).contains("typed-42"),
                () -> Bytes.text(guest.witness("serial0")));
        ContainerProcess refused = virshConsole(guest);
        assertThat(refused.exitCode()).as(refused.text()).isNotZero();

        HOST.sh(LibvirtHost.CONTEE + " release plain");

        assertThat(live(guest)).isEqualTo(live);
        ContainerProcess virsh = virshConsole(guest);
        virsh.await("Escape character");
        virsh.awaitAnswer();
        assertThat(virsh.ask("echo virsh-$((6 * 7))")).contains("\nvirsh-42\r\n");
    }

    @Test
    void aGuestThatVirshConsoleHoldsIsLeftAloneUnlessForced() {
        Guest held = plain("held");
        Guest free = plain("free");
        ContainerProcess virsh = virshConsole(held);
        virsh.await("Escape character");
        virsh.awaitAnswer();

        Container.ExecResult all = HOST.contee("adopt", "--all");

        assertThat(all.getExitCode()).isEqualTo(1);
        assertThat(all.getStdout()).isEqualTo("free/serial0: adopted from " + pty(free) + "\n1 of 2 domains done\n");
        assertThat(all.getStderr())
                .startsWith("contee: cannot adopt held/serial0: process ")
                .contains("(libvirtd) has " + pty(held) + " open");
        assertThat(virsh.ask("echo mine-$((6 * 7))")).contains("\nmine-42\r\n");

        assertThat(HOST.contee("adopt", "held", "--force").getStderr()).isEmpty();

        virsh.exitCode();
        assertThat(attachAtPrompt(held).ask("echo ours-$((6 * 7))")).contains("\nours-42\r\n");
        assertThat(HOST.contee("release", "--all").getStdout()).endsWith("2 of 2 domains done\n");
    }

    @Test
    void anAdoptedConsoleIsThereAgainAfterConteeAndLibvirtdWereRestarted() {
        Guest guest = plain("restarted");
        String qemu = guest.qemu();
        adopt(guest);
        ContainerProcess kept = attachAtPrompt(guest);
        kept.ask("echo one-$((6 * 7))");

        HOST.killContee();
        HOST.startContee();
        kept.ask("echo two-$((6 * 7))");

        HOST.stopContee();
        HOST.restartLibvirtd();
        HOST.startContee();
        ContainerProcess client = attachAtPrompt(guest);
        client.ask("echo three-$((6 * 7))");

        HOST.restartLibvirtd();
        client.ask("echo four-$((6 * 7))");
        HOST.await("! virsh -q qemu-monitor-command restarted '{\"execute\":\"query-status\"}' | grep -q error");
        Await.until(
                "the release after libvirtd's restart",
                () -> HOST.contee("release", "restarted").getExitCode() == 0,
                HOST::conteeLog);

        assertThat(guest.podText("serial0", 0))
                .containsSubsequence("\none-42\r\n", "\ntwo-42\r\n", "\nthree-42\r\n", "\nfour-42\r\n");
        assertThat(guest.qemu()).isEqualTo(qemu);
    }

    @Test
    void aGuestResetWhileAdoptedStaysAndADestroyedOneStartsOnItsPtyAgain() {
        Guest guest = plain("reset");
        adopt(guest);
        ContainerProcess client = attachAtPrompt(guest);

        HOST.sh("virsh -q reset reset");
        client.await("contee demo guest on /dev/ttyS0");
        client.awaitPrompt();
        client.ask("echo again-$((6 * 7))");

        guest.destroy();
        assertThat(client.exitCode()).as("the client's console ended").isZero();
        HOST.await("[ ! -e " + guest.socketDir() + " ]");
        Bytes.assertSame("raw log and pod log", Bytes.text(guest.rawLog()), guest.podText("serial0", 0));
        assertThat(Bytes.text(guest.rawLog())).endsWith(client.text());

        guest.start();
        assertThat(HOST.sh("virsh -q dumpxml reset")).doesNotContain("contee:");
        assertThat(HOST.contee("list").getStdout()).doesNotContain("reset");
    }

    @Test
    void aGuestWhoseQemuCannotReachConteeKeepsItsPty() {
        Guest guest = plain("barred");
        String live = live(guest);
        HOST.sh("chmod 700 /run/contee");
        Container.ExecResult barred;
        try {
            barred = HOST.contee("adopt", "barred");
        } finally {
            HOST.sh("chmod 711 /run/contee");
        }

        assertThat(barred.getExitCode()).isEqualTo(1);
        assertThat(barred.getStderr())
                .startsWith("contee: cannot adopt barred/serial0: the QEMU of domain barred says: ")
                .contains("Permission denied");
        assertThat(live(guest)).isEqualTo(live);
        assertThat(HOST.contee("list").getStdout()).doesNotContain("barred");
        ContainerProcess virsh = virshConsole(guest);
        virsh.await("Escape character");
        virsh.awaitAnswer();
    }

    @Test
    void whatCannotBeAdoptedOrReleasedIsToldWithItsReason() {
        Guest ours = HOST.define("ours");
        ours.start();
        plain("theirs");

        assertThat(HOST.contee("adopt", "ours").getStderr()).contains("was started with its consoles at contee");
        assertThat(HOST.contee("release", "ours").getStderr()).contains("there is no pty to go back to");
        assertThat(HOST.contee("release", "theirs").getStderr()).contains("has no adopted console");
        assertThat(HOST.contee("adopt", "nobody").getStderr()).contains("'nobody' does not run");
        assertThat(HOST.contee("adopt", "theirs", "-c", "serial7").getStderr())
                .contains("no console on a pty named 'serial7': it has serial0");
        HOST.stopContee();
        HOST.startContee(Map.of("CONTEE_ADOPT", "never"));
        assertThat(HOST.contee("adopt", "theirs"))
                .returns(1, Container.ExecResult::getExitCode)
                .extracting(Container.ExecResult::getStderr)
                .asString()
                .contains("adopt: never");
    }
}
