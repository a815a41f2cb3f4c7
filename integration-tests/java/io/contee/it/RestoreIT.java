package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Guests that come back from a saved state do so in the mode that their definition has by then. */
class RestoreIT {

    private static final String SAVED = "/tmp/guest.save";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    private static void setMode(Guest guest, String mode) {
        assertThat(HOST.contee("mode", guest.name(), mode).getStderr()).isEmpty();
    }

    private static ContainerProcess pty(Guest guest) {
        return HOST.process(
                "socat", "-", HOST.sh("virsh -q ttyconsole " + guest.name()).strip() + ",raw,echo=0");
    }

    private static void awaitPrompt(ContainerProcess console) {
        console.type("\r");
        console.awaitPrompt();
    }

    private static void save(Guest guest, boolean managed) {
        HOST.sh(managed ? "virsh -q managedsave " + guest.name() : "virsh -q save " + guest.name() + " " + SAVED);
    }

    private static void bringBack(Guest guest, boolean managed) {
        HOST.sh(managed ? "virsh -q start " + guest.name() : "virsh -q restore " + SAVED);
        assertThat(guest.state()).isEqualTo("running");
    }

    @Test
    void guestSavedOnAPtyComesBackOnConteesSocket() {
        savedOnAPty("returns", false);
    }

    @Test
    void guestOfAManagedSaveOnAPtyComesBackOnConteesSocket() {
        savedOnAPty("resumes", true);
    }

    private static void savedOnAPty(String name, boolean managed) {
        Guest guest = HOST.define(name);
        setMode(guest, "pty");
        guest.start();
        ContainerProcess tty = pty(guest);
        awaitPrompt(tty);
        tty.ask("answer=$((6 * 7))");
        tty.kill();

        save(guest, managed);
        setMode(guest, "unix");
        bringBack(guest, managed);

        guest.awaitConnected();
        ContainerProcess client = guest.attach();
        client.awaitAnswer();
        assertThat(client.ask("echo the-same-$answer")).contains("\nthe-same-42\r\n");
        Await.until(
                "the new attempt's log has it",
                () -> guest.podText("serial0", 1).contains("\nthe-same-42\r\n"),
                () -> guest.podText("serial0", 1));
        assertThat(Bytes.text(guest.witness("serial0")))
                .as("the log of the chardev goes on")
                .contains("answer=", "\nthe-same-42\r\n");
        assertThat(HOST.contee("mode", name).getStdout()).isEqualTo("definition: unix\nrunning serial0: unix\n");
    }

    @Test
    void guestSavedOnConteesSocketComesBackOnAPty() {
        Guest guest = HOST.define("leaves");
        ContainerProcess client = guest.boot();
        client.ask("answer=$((6 * 7))");

        save(guest, true);
        setMode(guest, "pty");
        bringBack(guest, true);

        ContainerProcess tty = pty(guest);
        awaitPrompt(tty);
        assertThat(tty.ask("echo the-same-$answer")).contains("\nthe-same-42\r\n");
        Await.until(
                "the log of the chardev goes on",
                () -> Bytes.text(guest.witness("serial0")).contains("\nthe-same-42\r\n"),
                () -> Bytes.text(guest.witness("serial0")));
        assertThat(HOST.contee("mode", "leaves").getStdout()).isEqualTo("definition: pty\nrunning serial0: pty\n");
    }

    @Test
    void guestComesBackAsItWasSavedWhenConteeIsDown() {
        Guest guest = HOST.define("alone");
        ContainerProcess client = guest.boot();
        client.ask("answer=$((6 * 7))");
        save(guest, false);
        HOST.stopContee();

        bringBack(guest, false);

        HOST.startContee();
        guest.awaitConnected();
        ContainerProcess again = guest.attach();
        again.awaitAnswer();
        assertThat(again.ask("echo the-same-$answer")).contains("\nthe-same-42\r\n");
    }

    @Test
    void guestRevertedToASnapshotFromBeforeConteeIsReported() {
        HOST.stopContee();
        String disk = "/var/lib/libvirt/images/reverted.qcow2";
        HOST.sh("mkdir -p /var/log/witness; qemu-img create -q -f qcow2 " + disk + " 16M");
        HOST.write(
                "/tmp/reverted.xml",
                LibvirtHost.demoXml("reverted", 1)
                        .replace(
                                "<memballoon",
                                "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='"
                                        + disk + "'/><target dev='hda' bus='ide'/></disk><memballoon"));
        HOST.sh("virsh -q define /tmp/reverted.xml");
        Guest guest = HOST.adopt("reverted");
        guest.start();
        HOST.sh("virsh -q snapshot-create-as reverted before");
        try {
            guest.destroy();
            HOST.startContee(Map.of("CONTEE_MANAGE", "all"));
            Await.until(
                    "the definition is rewritten",
                    () -> HOST.contee("mode", "reverted").getStdout().equals("definition: unix\n"),
                    HOST::conteeLog);
            guest.start();
            guest.awaitConnected();

            HOST.sh("virsh -q snapshot-revert reverted before");

            Await.until(
                    "it is reported",
                    () -> HOST.conteeLog().contains("'contee adopt reverted' adopts them as it runs"),
                    HOST::conteeLog);
            Await.until(
                    "the definition, which came back with the snapshot, is rewritten again",
                    () -> HOST.contee("mode", "reverted")
                            .getStdout()
                            .startsWith("definition: unix\nrunning serial0: off\n"),
                    () -> HOST.contee("mode", "reverted").getStdout());
            HOST.run("virsh", "-q", "destroy", "reverted");
            guest.start();
            guest.awaitConnected();
        } finally {
            HOST.sh("virsh -q snapshot-delete --metadata reverted before; rm -f " + disk);
        }
    }
}
