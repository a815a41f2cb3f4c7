package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;
import org.testcontainers.utility.MountableFile;

/**
 * The quick start, on a host whose packages are installed, in a checkout that is built: a container has no network to
 * fetch anything from.
 */
class QuickstartIT {

    private static final String QUICKSTART = "/opt/checkout/libvirt-hooks/quickstart";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @Test
    void worksTwiceAndTakesAwayWhatItStarted() {
        HOST.stopContee();
        HOST.sh("/opt/contee/libvirt-hooks/install --uninstall; rm -rf /run/contee /var/log/contee /var/log/pods");
        makeCheckout();
        HOST.sh("kill $(cat /run/libvirtd.pid)");
        HOST.await("! pgrep -x libvirtd");

        Container.ExecResult first = HOST.run(QUICKSTART);
        assertThat(first.getExitCode())
                .as(first.getStdout() + first.getStderr())
                .isZero();
        assertThat(first.getStdout())
                .contains("starting contee serve", "| contee demo guest on /dev/ttyS0", "demo:~# ", "Try next:");
        Guest guest = HOST.adopt("contee-demo");
        assertThat(guest.state()).isEqualTo("running");
        String contee = HOST.sh("pgrep -f '[i]o.contee.cli.Main serve'");
        assertThat(HOST.sh("printf 'echo tried-$((6 * 7))\\r' | " + LibvirtHost.CONTEE + " console contee-demo"))
                .contains("\ntried-42\r\n");

        Container.ExecResult second = HOST.run(QUICKSTART);
        assertThat(second.getExitCode())
                .as(second.getStdout() + second.getStderr())
                .isZero();
        assertThat(second.getStdout()).contains("using the contee that answers", "Try next:");
        assertThat(HOST.sh("pgrep -f '[i]o.contee.cli.Main serve'")).isEqualTo(contee);

        Container.ExecResult stop = HOST.run(QUICKSTART, "--stop");
        assertThat(stop.getExitCode()).as(stop.getStdout() + stop.getStderr()).isZero();
        assertThat(stop.getStdout()).endsWith("/opt/checkout/target stay\n");
        assertThat(HOST.run("pgrep", "-f", "[i]o.contee.cli.Main").getExitCode())
                .as("contee is gone")
                .isEqualTo(1);
        assertThat(HOST.run("pgrep", "qemu").getExitCode())
                .as("the guest is gone")
                .isEqualTo(1);
        assertThat(HOST.run("pgrep", "-x", "libvirtd").getExitCode())
                .as("libvirtd, which it started, is gone")
                .isEqualTo(1);
        assertThat(HOST.run("pgrep", "-x", "virtlogd").getExitCode())
                .as("virtlogd, which ran before, is not")
                .isZero();
        for (String gone : new String[] {
            "/run/contee",
            "/var/log/contee",
            "/var/log/pods",
            "/var/lib/contee/quickstart",
            LibvirtHost.HOOK,
            "/etc/libvirt/qemu/contee-demo.xml"
        }) {
            assertThat(HOST.exists(gone)).as(gone).isFalse();
        }
        assertThat(HOST.exists("/var/lib/contee/demo/vmlinuz"))
                .as("the guest's files, which were there before")
                .isTrue();

        HOST.sh("libvirtd -d");
        HOST.await("virsh -q version >/dev/null 2>&1");
    }

    private static void makeCheckout() {
        HOST.copyFileToContainer(MountableFile.forHostPath("libvirt-hooks"), "/opt/checkout/libvirt-hooks");
        HOST.copyFileToContainer(MountableFile.forHostPath("xml-templates"), "/opt/checkout/xml-templates");
        HOST.copyFileToContainer(MountableFile.forHostPath("pom.xml"), "/opt/checkout/pom.xml");
        HOST.sh("mkdir -p /opt/checkout/src /opt/checkout/target; ln -s /opt/contee /opt/checkout/target/contee;"
                + " touch /opt/checkout/target/.quickstart");
        // What would need the network, or a package that the image lacks, may be asked for and not used.
        HOST.write("/usr/local/bin/apt-cache", "#!/bin/sh\necho \"Package: $2\"\n");
        HOST.write("/usr/local/bin/mvn", "#!/bin/sh\necho 'mvn was called' >&2\nexit 1\n");
        HOST.sh("chmod 755 /usr/local/bin/*");
    }
}
