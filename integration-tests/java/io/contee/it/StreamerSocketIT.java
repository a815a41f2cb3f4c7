package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Domains that were made for Virtlet work as they are: their serials connect to one socket. */
class StreamerSocketIT {

    private static final String SOCKET = "/var/lib/libvirt/streamer.sock";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @BeforeEach
    void serveVirtletsSocket() {
        HOST.stopContee();
        HOST.startContee(Map.of("CONTEE_STREAMER_SOCKET", SOCKET));
    }

    /** A domain as Virtlet defines it (pkg/libvirttools), but for its emulator. */
    private static Guest define(String name, String environment) {
        String xml = LibvirtHost.demoXml(name, 1)
                .replaceFirst(
                        "(?s)<serial.*</serial>",
                        "<serial type='unix'><source mode='connect' path='" + SOCKET
                                + "'><reconnect enabled='yes' timeout='1'/></source><target port='0'/></serial>")
                .replaceFirst("<domain ", "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' ")
                .replaceFirst("</domain>", environment + "</domain>");
        HOST.write("/tmp/" + name + ".xml", xml);
        HOST.sh("virsh -q define /tmp/" + name + ".xml");
        return HOST.adopt(name);
    }

    private static String environment(String logPath) {
        return "<qemu:commandline><qemu:env name='VIRTLET_CONTAINER_ID' value='" + UUID.randomUUID()
                + "'/><qemu:env name='VIRTLET_CONTAINER_LOG_PATH' value='" + logPath + "'/></qemu:commandline>";
    }

    @Test
    void aDomainOfVirtletsIsServedAndItsLogIsWhereVirtletHadIt() {
        String path = "/var/log/pods/" + UUID.randomUUID() + "/vm_0.log";
        Guest guest = define("virtlet-one", environment(path));
        String before = HOST.sh("virsh dumpxml --inactive virtlet-one");
        ContainerProcess client = guest.boot();

        assertThat(client.ask("echo answer-$((6 * 7))")).contains("\nanswer-42\r\n");
        Await.until("the log has it", () -> text(path).endsWith(ContainerProcess.PROMPT), () -> HOST.readText(path));
        Bytes.assertSame("Virtlet's log and client", text(path), client.text());
        Bytes.assertSame("raw log and client", guest.rawLog(), client.bytes());
        assertThat(HOST.contee("logs", "virtlet-one").getStdout()).contains("answer-42");
        assertThat(HOST.sh("virsh dumpxml --inactive virtlet-one")).isEqualTo(before);
    }

    @Test
    void twoOfThemAreToldApartAndSurviveARestartOfConteeAndOneAnothersEnd() {
        Guest one = define("virtlet-a", "");
        Guest two = define("virtlet-b", "");
        ContainerProcess clientOfOne = one.boot();
        ContainerProcess clientOfTwo = two.boot();
        assertThat(clientOfOne.ask("echo first-$((6 * 7))")).contains("first-42");
        assertThat(clientOfTwo.ask("echo second-$((6 * 7))")).contains("second-42");
        one.destroy(); // after which libvirt gives the socket to root

        serveVirtletsSocket();
        two.awaitConnected();
        ContainerProcess again = two.attach();
        again.type("\r");
        again.awaitPrompt();
        assertThat(again.ask("echo third-$((6 * 7))")).contains("third-42");
        assertThat(two.podText("serial0", 0)).contains("second-42", "third-42").doesNotContain("first-42");
        assertThat(one.podText("serial0", 0)).contains("first-42").doesNotContain("second-42");
    }

    @Test
    void aLogPathOutsideThePodLogsIsNotUsed() {
        Guest guest = define("virtlet-out", environment("/var/log/pods/../../../etc/cron.d/vm"));
        ContainerProcess client = guest.boot();
        assertThat(client.ask("echo in-$((6 * 7))")).contains("in-42");
        Await.until("the log has it", () -> guest.podText("serial0", 0).contains("in-42"), guest::state);
        assertThat(HOST.exists("/etc/cron.d/vm")).isFalse();
        assertThat(HOST.conteeLog()).contains("VIRTLET_CONTAINER_LOG_PATH is '/var/log/pods/../../../etc/cron.d/vm'");
    }

    @Test
    void aProcessThatIsNoGuestIsNotServed() {
        Guest guest = define("virtlet-real", "");
        ContainerProcess client = guest.boot();
        // It says of itself what the guest's QEMU does, and libvirt's pid file says otherwise.
        ContainerProcess impostor = HOST.process(
                "python3",
                "-c",
                "import socket; s = socket.socket(socket.AF_UNIX); s.connect('" + SOCKET
                        + "'); s.sendall(b'forged-42\\r\\n'); s.recv(1)",
                "-uuid",
                guest.uuid());
        assertThat(impostor.exitCode())
                .as("it is let go, perhaps with an error")
                .isBetween(0, 1);
        assertThat(client.ask("echo real-$((6 * 7))")).contains("real-42").doesNotContain("forged");
        assertThat(HOST.conteeLog()).contains("at Virtlet's socket: it is the QEMU of no domain");
        assertThat(guest.podText("serial0", 0)).doesNotContain("forged");
    }

    private static String text(String path) {
        StringBuilder text = new StringBuilder();
        Guest.lines(HOST.readText(path)).forEach(line -> text.append(line.log()));
        return text.toString();
    }
}
