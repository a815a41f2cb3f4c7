package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes wrong with the disk of one console's log costs that log alone, and ends when the disk is well again. */
class DiskFaultsIT {

    private static final String DELAY = "/tmp/delay";
    private static final String GAP = "\\[contee: [0-9]+ bytes lost at ";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost().withDisks();

    private final List<SmallDisk> disks = new ArrayList<>();

    @AfterEach
    void unmountDisks() {
        disks.forEach(SmallDisk::unmount);
        disks.clear();
    }

    private SmallDisk disk(String guest, int files) {
        SmallDisk disk = SmallDisk.mount(HOST, guest, files);
        disks.add(disk);
        return disk;
    }

    @Test
    void aFullDiskCostsThatLogAloneUntilThereIsRoom() {
        SmallDisk disk = disk("full", 64);
        costsThatLogAlone("full", disk::fill, disk::makeRoom, "No space left on device");
    }

    @Test
    void aDiskThatTurnsReadOnlyCostsThatLogAloneUntilItIsMountedAgain() {
        SmallDisk disk = disk("readonly", 64);
        costsThatLogAlone("readonly", disk::fail, disk::repair, "");
    }

    @Test
    void aDiskWithoutInodesCostsThatLogAloneUntilThereAreSome() {
        HOST.stopContee();
        HOST.startContee(Map.of("CONTEE_RAW_LOG_MAX_SIZE", "128Ki"));
        SmallDisk disk = disk("inodes", 16);
        costsThatLogAlone("inodes", disk::takeFiles, disk::makeRoom, "No space left on device");
    }

    /** A guest goes on through a fault and its end, and its neighbour does not notice any of it. */
    private void costsThatLogAlone(String name, Runnable fault, Runnable cure, String reason) {
        Guest guest = HOST.define(name);
        Guest neighbour = HOST.define(name + "-neighbour");
        ContainerProcess client = guest.boot();
        ContainerProcess other = neighbour.boot();
        guest.awaitLogged("serial0", client);
        String contee = conteePid();

        fault.run();
        client.ask("lines 2000");
        other.ask("lines 2000");
        awaitLost(guest);
        Await.until(
                "the neighbour's output is logged",
                () -> neighbour.podText("serial0", 0).equals(other.text()),
                HOST::conteeLog);
        Bytes.assertSame(
                "the neighbour's raw log", neighbour.rawLog(), lastOf(other.bytes(), neighbour.rawLog().length));
        assertThat(HOST.conteeLog())
                .containsPattern("cannot write raw log " + guest.rawLogPath("serial0") + ": .*" + reason);

        cure.run();
        Await.until(
                "the raw log goes on",
                () -> {
                    client.ask("echo on-$((6 * 7))");
                    return Bytes.text(guest.rawLog()).contains("on-42\r\n");
                },
                HOST::conteeLog);
        client.ask("echo whole-$((6 * 7))");
        Await.until(
                "both logs have the last line",
                () -> Bytes.text(guest.rawLog()).contains("whole-42\r\n")
                        && guest.podText("serial0", 0).length() >= client.text().length(),
                HOST::conteeLog);

        assertThat(Bytes.text(guest.rawLog())).containsPattern(GAP);
        Bytes.assertSame("the pod log on another disk", guest.podText("serial0", 0), client.text());
        Bytes.assertSame("the neighbour's pod log", neighbour.podText("serial0", 0), other.text());
        assertThat(conteePid()).as("the contee that serves").isEqualTo(contee);
        assertThat(HOST.readText(LibvirtHost.CONTEE_LOG)).doesNotContain("\tat io.contee", "lines 2000", "line 00");
    }

    private static byte[] lastOf(byte[] bytes, int count) {
        return java.util.Arrays.copyOfRange(bytes, bytes.length - count, bytes.length);
    }

    private static String conteePid() {
        return HOST.sh("cat /run/contee-serve.pid").strip();
    }

    private static void awaitLost(Guest guest) {
        HOST.await("curl -q -s --unix-socket /run/contee/control.sock http://localhost/domains/" + guest.name()
                + "/console | grep -q '\"bytesLost\":[1-9]'");
    }

    @Test
    void aDiskThatTakesFiveSecondsForEachWriteDelaysThatConsoleAloneAndLosesNothing() {
        HOST.sh("rm -f " + DELAY + "; mkdir -p /var/log/contee/slow; setsid slow-disk /var/log/contee/slow " + DELAY
                + " > /tmp/slow-disk.log 2>&1 < /dev/null &");
        HOST.await("mountpoint -q /var/log/contee/slow");
        try {
            Guest guest = HOST.define("slow");
            Guest neighbour = HOST.define("slow-neighbour");
            ContainerProcess client = guest.boot();
            ContainerProcess other = neighbour.boot();
            guest.awaitLogged("serial0", client);

            HOST.write(DELAY, "5");
            client.type("lines 3000\r");
            HOST.await("grep -q 'slow/serial0: the disk of its logs hangs' " + LibvirtHost.CONTEE_LOG);
            for (int i = 0; i < 5; i++) {
                other.ask("lines 100");
                neighbour.awaitLogged("serial0", other);
            }
            assertThat(client.text()).as("the slow console is still waiting").doesNotContain("line 0003000 ");

            HOST.sh("rm " + DELAY);
            client.await("line 0003000 ");
            client.awaitPrompt();
            guest.awaitLogged("serial0", client);
            Bytes.assertSame("raw log and client", guest.rawLog(), client.bytes());
            Bytes.assertSame("pod log and client", guest.podText("serial0", 0), client.text());
            Bytes.assertSame("the neighbour's raw log", neighbour.rawLog(), other.bytes());
        } finally {
            HOST.sh("rm -f " + DELAY + "; umount -l /var/log/contee/slow");
        }
    }

    @Test
    void logsThatSomeoneDeletesOrEmptiesGoOnInTheirPlace() {
        Guest guest = HOST.define("deleted");
        Guest neighbour = HOST.define("deleted-neighbour");
        ContainerProcess client = guest.boot();
        ContainerProcess other = neighbour.boot();
        guest.awaitLogged("serial0", client);
        neighbour.awaitLogged("serial0", other);
        String podLogs = "/var/log/contee/pods/libvirt_deleted_" + guest.uuid();

        HOST.sh("rm -rf /var/log/contee/deleted " + podLogs);
        awaitBoth(guest, client, "directories");
        HOST.sh("rm " + guest.rawLogPath("serial0") + " " + guest.podLogPath("serial0", 0));
        awaitBoth(guest, client, "files");
        HOST.sh("truncate -s 0 " + guest.rawLogPath("serial0") + " " + guest.podLogPath("serial0", 0));
        awaitBoth(guest, client, "contents");

        assertThat(guest.rawLog()).as("no hole where the emptied file was").doesNotContain(0);
        other.ask("echo same");
        neighbour.awaitLogged("serial0", other);
        Bytes.assertSame("the neighbour's raw log", neighbour.rawLog(), other.bytes());
    }

    /** Waits until what the guest prints is in both logs again. */
    private static void awaitBoth(Guest guest, ContainerProcess client, String mark) {
        Await.until(
                "both logs go on after the loss of their " + mark,
                () -> {
                    client.ask("echo " + mark + "-$((6 * 7))");
                    return Bytes.text(guest.rawLog()).contains(mark + "-42\r\n")
                            && HOST.readText(guest.podLogPath("serial0", 0)).contains(mark + "-42");
                },
                HOST::conteeLog);
    }
}
