package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.NumberedLines;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;

/** Consoles in mode pty: {@code virsh console}, contee's clients and both logs, all at once. */
class PtyModeIT {

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    /** Fewer lines than a pty holds: where it is full for long, QEMU itself loses a byte of it. */
    private static final int SHORT = 45;

    private static final String LAST = "line %07d ".formatted(SHORT);

    /** Files so small that virtlogd rotates them every second or sooner under a flood. */
    private static void limitVirtlogd(int maxSize, int maxBackups) {
        HOST.sh("printf 'max_size = " + maxSize + "\\nmax_backups = " + maxBackups
                + "\\n' > /etc/libvirt/virtlogd.conf");
        restartVirtlogd();
    }

    /** As its systemd unit does it: it executes itself again, and keeps the logs of running guests. */
    private static void restartVirtlogd() {
        HOST.sh("kill -USR1 $(cat /run/virtlogd.pid)");
    }

    private static Guest define(String name) {
        HOST.sh("sed s/contee-demo/" + name + "/ /usr/share/contee/demo/demo.xml > /tmp/" + name + ".xml");
        Container.ExecResult defined = HOST.contee("define", "--mode", "pty", "/tmp/" + name + ".xml");
        assertThat(defined.getStderr()).isEmpty();
        return HOST.adopt(name);
    }

    private static String spool(Guest guest) {
        return "/var/log/contee/.pty/" + guest.uuid();
    }

    private static ContainerProcess virshConsole(Guest guest) {
        return HOST.process("script", "-qefc", "virsh console " + guest.name(), "/dev/null");
    }

    /** A client that types a line, sees it echoed and leaves, so that the pty is closed again. */
    private static void typeAndLeave(Guest guest, String line) {
        ContainerProcess writer = guest.attach();
        writer.type(line + "\r");
        writer.await(line);
        writer.kill();
        HOST.await("! ls -l /proc/$(cat /run/contee-serve.pid)/fd /proc/$(pgrep -o java)/fd | grep -q /dev/pts/");
    }

    @Test
    void virshConsoleAndTwoClientsWorkAtOnce() {
        limitVirtlogd(64 << 10, 3);
        Guest guest = define("all-at-once");
        ContainerProcess first = guest.boot();
        ContainerProcess second = guest.attach();
        ContainerProcess virsh = virshConsole(guest);
        virsh.await("Escape character");

        assertThat(first.ask("echo one-$((6 * 7))")).contains("\none-42\r\n");
        second.await("one-42\r\n" + ContainerProcess.PROMPT);
        virsh.await("one-42\r\n" + ContainerProcess.PROMPT);
        virsh.type("echo two-$((6 * 7))\r");
        virsh.await("two-42\r\n" + ContainerProcess.PROMPT);
        second.await("two-42\r\n" + ContainerProcess.PROMPT);
        first.type("lines " + SHORT + "\r");
        first.await(LAST);
        virsh.await(LAST);

        // All of it, from the first byte after its banner on.
        assertThat(NumberedLines.in(virsh.text()))
                .as("what virsh console got")
                .containsExactlyElementsOf(NumberedLines.upTo(SHORT));
        Await.until("the pod log has it", () -> guest.podText("serial0", 0).contains(LAST), guest::state);
        assertThat(NumberedLines.in(guest.podText("serial0", 0))).containsExactlyElementsOf(NumberedLines.upTo(SHORT));
        virsh.type("\u001d");
        assertThat(virsh.exitCode()).isZero();
        assertThat(first.ask("echo three-$((6 * 7))"))
                .as("after virsh console has gone")
                .contains("\nthree-42\r\n");
    }

    @Test
    void aFloodIsWholeWhileVirtlogdRotatesAndBothAreRestarted() {
        limitVirtlogd(256 << 10, 32); // enough for the time that contee takes to restart
        Guest guest = define("flooding");
        guest.boot().kill();
        HOST.await("[ \"$(virsh -q domstate flooding)\" = running ]");
        typeAndLeave(guest, "sleep 6; lines 40000");
        ContainerProcess client = guest.attach();
        client.await("line 0005000 ");
        restartVirtlogd();
        client.await("line 0010000 ");
        HOST.stopContee();
        String seenByFirst = NumberedLines.toLast(client.text());
        HOST.startContee();
        ContainerProcess second = guest.attach();

        List<Integer> numbersOfFirst = NumberedLines.in(seenByFirst);
        int last = numbersOfFirst.get(numbersOfFirst.size() - 1);
        assertThat(last).isGreaterThanOrEqualTo(10_000);
        NumberedLines.assertWholeButForWhatWasSkipped(seenByFirst, 1, last);
        awaitLine(() -> Bytes.text(guest.rawLog()), 40_000);
        assertThat(NumberedLines.in(Bytes.text(guest.rawLog()))).containsExactlyElementsOf(NumberedLines.upTo(40_000));
        awaitLine(() -> guest.podText("serial0", 0), 40_000);
        assertThat(NumberedLines.in(guest.podText("serial0", 0))).containsExactlyElementsOf(NumberedLines.upTo(40_000));
        assertThat(HOST.sh("ls " + spool(guest))).as("it was rotated").contains("serial0.log.9");
        second.type("\r");
        second.awaitPrompt();
        second.ask("echo still-$((6 * 7))");
        String seenBySecond = second.text();
        NumberedLines.assertWholeButForWhatWasSkipped(
                seenBySecond, NumberedLines.in(seenBySecond).get(0), 40_000);
    }

    @Test
    void whatVirtlogdHasRemovedBeforeItWasReadIsAGapThatIsMarked() {
        limitVirtlogd(64 << 10, 3);
        Guest guest = define("gap");
        guest.boot().kill();
        typeAndLeave(guest, "sleep 6; lines 20000; echo all-$((6 * 7))");
        HOST.await("grep -q 'line 0001000 ' " + guest.rawLogPath("serial0"));
        HOST.signalContee("STOP");
        HOST.await("grep -q all-42 " + spool(guest) + "/serial0.log");
        HOST.signalContee("CONT");

        awaitLine(() -> guest.podText("serial0", 0), 20_000);
        for (String log : List.of(Bytes.text(guest.rawLog()), guest.podText("serial0", 0))) {
            List<MatchResult> gaps = Pattern.compile("\\[contee: (\\d+) bytes lost at ")
                    .matcher(log)
                    .results()
                    .toList();
            assertThat(gaps).as("gaps").isNotEmpty();
            long marked =
                    gaps.stream().mapToLong(gap -> Long.parseLong(gap.group(1))).sum();
            List<Integer> numbers = NumberedLines.in(log);
            assertThat(numbers).isSorted().doesNotHaveDuplicates();
            assertThat(marked).isPositive().isLessThanOrEqualTo((20_000L - numbers.size()) * NumberedLines.BYTES);
        }
        assertThat(HOST.conteeLog()).contains("gap/serial0: virtlogd has removed its oldest files");
    }

    @Test
    void aRunThatEndsLeavesCompleteLogsAndNoFileOfVirtlogd() {
        limitVirtlogd(64 << 10, 3);
        Guest guest = define("ends");
        guest.boot().kill();
        typeAndLeave(guest, "sleep 6; lines 2000; echo bye-$((6 * 7)); poweroff");
        assertThat(guest.attach().exitCode()).isZero();

        assertThat(guest.podText("serial0", 0)).contains("\nbye-42\r\n");
        assertThat(NumberedLines.in(guest.podText("serial0", 0))).containsExactlyElementsOf(NumberedLines.upTo(2000));
        assertThat(HOST.sh("ls " + spool(guest))).isEmpty();
        ContainerProcess again = guest.boot();
        Await.until(
                "the new attempt's log is what its client saw",
                () -> guest.podText("serial0", 1).equals(again.text()),
                () -> guest.podText("serial0", 1));
        assertThat(guest.podText("serial0", 0)).as("the former one").contains("\nbye-42\r\n");
    }

    @Test
    void aRunOfWhichConteeMissedTheEndIsCompletedAtTheNext() {
        Guest guest = define("missed");
        ContainerProcess client = guest.boot();
        client.type("sleep 8; echo last-$((6 * 7)); poweroff\r");
        client.await("sleep 8");
        HOST.stopContee();
        HOST.await("[ \"$(virsh -q domstate missed)\" = 'shut off' ]");
        HOST.startContee();
        assertThat(guest.podText("serial0", 0)).doesNotContain("last-42");

        ContainerProcess next = guest.boot();

        assertThat(guest.podText("serial0", 0)).contains("\nlast-42\r\n");
        assertThat(next.text()).doesNotContain("last-42");
        Await.until(
                "the new attempt's log is what its client saw",
                () -> guest.podText("serial0", 1).equals(next.text()),
                () -> guest.podText("serial0", 1));
    }

    @Test
    void listAndModeAndDoctorTellThatItIsServed() {
        Guest guest = define("shown");
        guest.boot();
        assertThat(HOST.contee("list").getStdout()).containsPattern("shown +serial0 +on a pty ");
        assertThat(HOST.contee("mode", "shown").getStdout()).isEqualTo("definition: pty\nrunning serial0: pty\n");
        assertThat(HOST.contee("doctor").getStdout()).doesNotContain("guest shown");
        assertThat(HOST.contee("adopt", "shown").getStderr()).contains("it is in mode pty, where contee serves it");
    }

    private static void awaitLine(Supplier<String> log, int number) {
        Await.until(
                "the log has line " + number,
                () -> log.get().contains("line %07d ".formatted(number)),
                () -> log.get().length() + " characters");
    }
}
