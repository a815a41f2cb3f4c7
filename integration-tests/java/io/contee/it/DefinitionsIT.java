package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What others define, contee rewrites, as far as it is told to manage it. */
class DefinitionsIT {

    private static final String PASSWORD = "geheim12";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @BeforeEach
    void manageAll() {
        HOST.stopContee();
        HOST.sh("mkdir -p /var/log/witness");
        HOST.startContee(Map.of("CONTEE_MANAGE", "all", "CONTEE_MANAGE_EXCLUDE", "skip-*"));
    }

    /** The demo guest, with a display that has a password. */
    private static String xml(String name) {
        return LibvirtHost.demoXml(name, 1)
                .replace("<serial", "<graphics type='vnc' port='-1' passwd='" + PASSWORD + "'/><serial");
    }

    private static void define(String name, String xml) {
        HOST.write("/tmp/" + name + ".xml", xml);
        HOST.sh("virsh -q define /tmp/" + name + ".xml");
        HOST.adopt(name);
    }

    private static String definition(String name) {
        return HOST.sh("virsh -q dumpxml --inactive --security-info " + name);
    }

    private static void awaitRewritten(String name) {
        Await.until(
                "the definition of " + name + " is rewritten",
                () -> definition(name).contains("/serial0.guest'"),
                () -> definition(name) + HOST.conteeLog());
    }

    private static void awaitLogged(String text) {
        Await.until("contee says '" + text + "'", () -> HOST.conteeLog().contains(text), HOST::conteeLog);
    }

    @Test
    void whatVirshDefinesIsRewrittenUnlessItIsExcludedOrOff() {
        define("skip-me", xml("skip-me"));
        define(
                "left",
                xml("left")
                        .replace(
                                "<memory",
                                "<metadata><contee:console xmlns:contee='urn:contee:console:1' mode='off'/></metadata>"
                                        + "<memory"));
        String skipped = definition("skip-me");
        String left = definition("left");

        define("managed", xml("managed"));

        awaitRewritten("managed");
        assertThat(definition("managed")).contains("passwd='" + PASSWORD + "'").contains("mode=\"unix\"");
        // contee looks at definitions in the order in which they were made.
        assertThat(definition("skip-me")).isEqualTo(skipped);
        assertThat(definition("left")).isEqualTo(left);

        ContainerProcess client = Guest.of(HOST, "managed").boot();
        assertThat(client.ask("echo managed-$((6 * 7))")).contains("\nmanaged-42\r\n");

        assertThat(HOST.contee("mode", "managed", "off").getStdout())
                .startsWith("definition: off\nrunning serial0: unix\n");
        String off = definition("managed");
        define("later", xml("later"));
        awaitRewritten("later");
        assertThat(definition("managed")).as("off sticks").isEqualTo(off).contains("<serial type='pty'>");
    }

    @Test
    void whatVirtInstallDefinesIsRewritten() {
        HOST.sh("virt-install --connect qemu:///system --virt-type qemu --name installed --memory 64 --disk none"
                + " --import --boot kernel=/var/lib/contee/demo/vmlinuz,initrd=/var/lib/contee/demo/initrd.img"
                + " --osinfo detect=off,require=off --network none --graphics vnc,password=" + PASSWORD
                + " --noautoconsole");
        HOST.adopt("installed");

        awaitRewritten("installed");
        assertThat(definition("installed")).contains("passwd='" + PASSWORD + "'");
    }

    @Test
    void whatWasDefinedWhileConteeOrLibvirtWasAwayIsRewrittenAfterwards() {
        HOST.stopContee();
        define("before", xml("before"));
        HOST.startContee(Map.of("CONTEE_MANAGE", "all"));
        awaitRewritten("before");

        HOST.restartLibvirtd();
        define("after", xml("after"));
        awaitRewritten("after");
        assertThat(definition("after")).contains("passwd='" + PASSWORD + "'");
    }

    @Test
    void aConsoleThatIsPluggedInIsReportedRewrittenAndAdoptedAndClosedWhenItIsUnplugged() {
        define("plugged", xml("plugged"));
        awaitRewritten("plugged");
        Guest.of(HOST, "plugged").boot();
        HOST.write("/tmp/serial1.xml", "<serial type='pty'><target type='pci-serial' port='1'/></serial>");
        HOST.sh("virsh -q attach-device plugged /tmp/serial1.xml --live --config");

        awaitLogged("domain plugged runs with consoles that contee does not serve: serial1: 'contee adopt plugged'");
        Await.until(
                "its definition is rewritten",
                () -> definition("plugged").contains("/serial1.guest'"),
                () -> definition("plugged") + HOST.conteeLog());
        assertThat(HOST.contee("doctor").getStdout())
                .contains("contee adopt plugged, or restart it: its definition is contee's already");
        assertThat(HOST.contee("adopt", "plugged", "-c", "serial1").getStdout())
                .startsWith("plugged/serial1: adopted from /dev/pts/");
        assertThat(HOST.contee("list").getStdout()).contains("serial1");

        HOST.sh("virsh -q dumpxml plugged | sed -n \"/<serial/,/<.serial>/p\" | sed -n \"/<\\/serial>/,\\$ p\" |"
                + " sed 1d > /tmp/unplug.xml; virsh -q detach-device plugged /tmp/unplug.xml --live");
        Await.until(
                "serial1 is closed",
                () -> !HOST.contee("list").getStdout().contains("serial1"),
                () -> HOST.conteeLog() + HOST.sh("virsh dumpxml plugged"));
    }

    @Test
    void transientGuestIsReportedOnce() {
        HOST.write("/tmp/passing.xml", xml("passing"));
        HOST.sh("virsh -q create /tmp/passing.xml");
        Guest guest = Guest.of(HOST, "passing");
        try {
            awaitLogged("'contee adopt passing' adopts them as it runs");
            assertThat(HOST.contee("mode", "passing").getStdout())
                    .isEqualTo("definition: none, the domain is transient\nrunning serial0: off\n");
            HOST.restartLibvirtd();
            define("next", xml("next"));
            awaitRewritten("next");
            assertThat(HOST.conteeLog().lines().filter(line -> line.contains("domain passing runs with consoles")))
                    .hasSize(1);
        } finally {
            guest.destroy();
        }
    }

    @Test
    void guestsStartedAtOnceAreServedOrReportedAndTheirDefinitionsRewritten() {
        List<String> names = List.of("racer-1", "racer-2", "racer-3", "racer-4");
        for (String name : names) {
            HOST.write("/tmp/" + name + ".xml", xml(name));
            HOST.sh("virsh -q 'define /tmp/" + name + ".xml; start " + name + "'");
            HOST.adopt(name);
        }
        for (String name : names) {
            awaitRewritten(name);
            Await.until(
                    name + " is served or reported",
                    () -> HOST.contee("list").getStdout().contains(name + " ")
                            || HOST.conteeLog()
                                    .contains("domain " + name + " runs with consoles that contee does not serve"),
                    HOST::conteeLog);
            assertThat(Guest.of(HOST, name).state()).isEqualTo("running");
        }
    }

    @Test
    void programThatKeepsDefiningADomainIsGivenUpOnWhileLibvirtdIsRestarted() {
        define("contested", xml("contested"));
        awaitRewritten("contested");
        HOST.sh(
                "sed \"s,<name>,<uuid>$(virsh -q domuuid contested)</uuid><name>,\" /tmp/contested.xml > /tmp/again.xml");
        HOST.sh("touch /tmp/fighting");
        ContainerProcess writer = HOST.process(
                "sh",
                "-c",
                "while [ -e /tmp/fighting ]; do virsh -q define /tmp/again.xml && echo defined; sleep 0.2; done");
        writer.await("defined\ndefined\n");
        HOST.restartLibvirtd();

        awaitLogged("gave up on the definition of domain contested");

        define("bystander", xml("bystander"));
        awaitRewritten("bystander");
        assertThat(definition("contested")).contains("<serial type='pty'>").contains("passwd='" + PASSWORD + "'");
        HOST.sh("rm /tmp/fighting");
        assertThat(writer.exitCode()).isZero();
        assertThat(HOST.conteeLog().lines().filter(line -> line.contains("gave up on the definition")))
                .hasSize(1);

        assertThat(HOST.contee("mode", "contested", "unix").getStdout()).isEqualTo("definition: unix\n");
        HOST.sh("virsh -q define /tmp/again.xml");
        awaitRewritten("contested");
    }
}
