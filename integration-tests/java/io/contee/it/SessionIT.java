package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.containers.Container;

/** An ordinary user's contee serves the guests of the user's own libvirtd, beside the host's. */
class SessionIT {

    private static final String DOMAIN = "contee-demo";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    private static String define(SessionUser user) {
        assertThat(user.sh(LibvirtHost.CONTEE + " define /usr/share/contee/demo/demo.xml"))
                .startsWith("defined " + DOMAIN + " (");
        return user.sh("virsh -q domuuid " + DOMAIN).strip();
    }

    @ParameterizedTest
    @CsvSource({"ann, true", "bea, false"})
    void guestOfAUserIsServedFromItsFirstByteToItsEndWhileLibvirtdRestarts(String name, boolean loggedIn) {
        SessionUser user = new SessionUser(HOST, name, loggedIn);
        user.sh("/opt/contee/libvirt-hooks/install");
        user.startContee();
        String uuid = define(user);
        String state = user.home() + "/.local/state/contee/";
        String rawLog = state + "log/" + DOMAIN + "/serial0.log";
        String podLog = state + "log/pods/libvirt_" + DOMAIN + "_" + uuid + "/serial0/0.log";
        String sockets = user.runtimeDir() + "/contee/consoles/" + uuid;

        user.sh("virsh -q start --paused " + DOMAIN);
        ContainerProcess client = user.process(LibvirtHost.CONTEE, "console", DOMAIN);
        HOST.await("curl -q -s --unix-socket " + user.runtimeDir() + "/contee/control.sock http://localhost/domains/"
                + DOMAIN + "/console | grep -q '\"connected\":true,\"clients\":1'");
        user.sh("virsh -q resume " + DOMAIN);
        client.awaitPrompt();
        assertThat(client.ask("echo up-$((6 * 7))")).contains("\nup-42\r\n");

        user.restartLibvirtd();
        assertThat(user.sh("virsh -q domstate " + DOMAIN).strip()).isEqualTo("running");
        assertThat(client.ask("echo on-$((6 * 8))")).contains("\non-48\r\n");

        user.sh("virsh -q destroy " + DOMAIN);
        assertThat(client.exitCode()).isZero();
        HOST.await("[ ! -e " + sockets + " ]");
        assertThat(client.text()).startsWith("[    0.000000] Linux version");
        Bytes.assertSame("raw log and client", HOST.readText(rawLog), client.text());
        StringBuilder pod = new StringBuilder();
        Guest.lines(HOST.readText(podLog)).forEach(line -> pod.append(line.log()));
        Bytes.assertSame("pod log and client", pod.toString(), client.text());
        assertThat(HOST.sh("find " + state + " " + user.runtimeDir() + "/contee ! -user " + name))
                .as("files of others")
                .isEmpty();
        assertThat(HOST.contee("list").getStdout())
                .as("the host's contee has nothing to do with it")
                .doesNotContain(DOMAIN);
        user.stopContee();
    }

    @Test
    void hookAsksTheUsersContee() {
        HOST.write("/etc/contee/hook.env", "CONTEE_HOOK_POLICY=enforce\n");
        SessionUser user = new SessionUser(HOST, "cid", true);
        user.sh("/opt/contee/libvirt-hooks/install");
        user.sh("echo CONTEE_HOOK_POLICY=enforce >> .config/contee/hook.env");
        user.startContee();
        define(user);
        user.stopContee();

        Container.ExecResult start = user.run("virsh", "-q", "start", DOMAIN);

        assertThat(start.getExitCode()).isEqualTo(1);
        assertThat(start.getStderr())
                .contains(
                        "contee on " + user.runtimeDir() + "/contee/control.sock failed at prepare of domain " + DOMAIN)
                .contains("in " + user.home() + "/.config/contee/hook.env");
        user.startContee();
        user.sh("virsh -q start " + DOMAIN + " && virsh -q destroy " + DOMAIN);
        user.stopContee();
    }

    @Test
    void hookOfTheHostLeavesUsersWithoutConteeAlone() {
        HOST.write("/etc/contee/hook.env", "CONTEE_HOOK_POLICY=enforce\n");
        SessionUser user = new SessionUser(HOST, "dan", true);

        user.sh("virsh -q define /usr/share/contee/demo/demo.xml && virsh -q start " + DOMAIN + " && virsh -q destroy "
                + DOMAIN);
    }

    @Test
    void installationForAUserKeepsSettingsAndSaysWhatRootHasToDo() {
        SessionUser user = new SessionUser(HOST, "eve", true);
        String settings = user.home() + "/.config/contee/hook.env";
        user.sh("mkdir -p .config/contee; echo CONTEE_HOOK_POLICY=enforce > " + settings);
        HOST.sh("mv " + LibvirtHost.HOOK + " /tmp/hook");
        try {
            Container.ExecResult install = user.run("/opt/contee/libvirt-hooks/install");

            assertThat(install.getExitCode()).isEqualTo(1);
            assertThat(install.getStderr())
                    .isEqualTo("install: " + LibvirtHost.HOOK + " is missing or of another version; as root, run "
                            + "/opt/contee/libvirt-hooks/install once for all users\n");
        } finally {
            HOST.sh("mv /tmp/hook " + LibvirtHost.HOOK);
        }

        user.sh("/opt/contee/libvirt-hooks/install; /opt/contee/libvirt-hooks/install");
        assertThat(HOST.readText(settings))
                .isEqualTo("CONTEE_HOOK_POLICY=enforce\nCONTEE_CONTROL_SOCKET=" + user.runtimeDir()
                        + "/contee/control.sock\n");
        user.sh("/opt/contee/libvirt-hooks/install --uninstall");
        assertThat(HOST.readText(settings)).isEqualTo("CONTEE_HOOK_POLICY=enforce\n");
    }
}
