package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;

/** Who may be a guest and who a client: neither another guest's QEMU nor a user who is in no group of contee's. */
class IntrudersIT {

    private static final String[] QEMU = {
        "setpriv", "--reuid=libvirt-qemu", "--regid=libvirt-qemu", "--init-groups", "python3", "-c"
    };

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    /** Runs a program as the user of all guests' QEMUs. */
    private static ContainerProcess asQemu(String program) {
        String[] command = new String[QEMU.length + 1];
        System.arraycopy(QEMU, 0, command, 0, QEMU.length);
        command[QEMU.length] = program;
        return HOST.process(command);
    }

    @Test
    void anotherProcessOfQemusUserIsNeverTheGuestHoweverOftenItConnects() {
        Guest guest = HOST.define("victim");
        ContainerProcess client = guest.boot();
        ContainerProcess intruder = asQemu("""
                import socket
                first = True
                while True:
                    s = socket.socket(socket.AF_UNIX)
                    try:
                        s.connect('%s/serial0.guest')
                        s.sendall(b'forged-42\\r\\n')
                        read = len(s.recv(100))
                    except OSError:
                        read = 0 # its connection was reset, as what it sent was not read
                    if read or first:
                        print('read', read, flush=True)
                    first = False
                    s.close()
                """.formatted(guest.socketDir()));
        intruder.await("read 0");

        assertThat(client.ask("lines 300")).contains("\nline 0000300 ");
        guest.awaitLogged("serial0", client);
        Bytes.assertSame("raw log and client", guest.rawLog(), client.bytes());

        // Now the console is free, and the guest is one of two who want it.
        HOST.stopContee();
        HOST.startContee();
        guest.awaitConnected();
        ContainerProcess again = guest.attach();
        again.awaitAnswer();
        assertThat(intruder.runs()).isTrue();

        assertThat(Bytes.text(guest.rawLog()) + again.text()).doesNotContain("forged");
        assertThat(intruder.text()).isEqualTo("read 0\n");
        assertThat(HOST.conteeLog().lines().filter(line -> line.contains("victim/serial0: refused process ")))
                .as("told, but not each")
                .hasSizeBetween(2, 20)
                .allMatch(line -> line.contains("it is not the guest's QEMU by libvirt's record"));
    }

    @Test
    void qemusUserCanOpenNeitherAClientSocketNorTheControlSocket() {
        Guest guest = HOST.define("closed");
        guest.start();
        guest.awaitConnected();
        for (String socket : new String[] {guest.clientSocket("serial0"), "/run/contee/control.sock"}) {
            ContainerProcess intruder =
                    asQemu("import socket; socket.socket(socket.AF_UNIX).connect('" + socket + "')");
            assertThat(intruder.exitCode()).isNotZero();
            assertThat(intruder.errors()).contains("PermissionError");
        }
        assertThat(HOST.sh("setpriv --reuid=libvirt-qemu --regid=libvirt-qemu --init-groups sh -c '"
                        + "ls /run/contee /run/contee/consoles /var/log/contee/closed 2>&1 || true'"))
                .contains("Permission denied")
                .doesNotContain("control.sock", "serial0");
    }

    private static Container.ExecResult as(String user, String... arguments) {
        String[] command = new String[5 + arguments.length];
        System.arraycopy(
                new String[] {"setpriv", "--reuid=" + user, "--regid=" + user, "--init-groups"}, 0, command, 0, 4);
        command[4] = LibvirtHost.CONTEE;
        System.arraycopy(arguments, 0, command, 5, arguments.length);
        String words = String.join(" ", command);
        return HOST.run("sh", "-c", "CONTEE_CONTROL_SOCKET=/run/contee/control.sock " + words + " < /dev/null");
    }

    private static void assertForbidden(Container.ExecResult result, String who) {
        assertThat(result.getExitCode()).isEqualTo(1);
        assertThat(result.getStderr()).contains("may not do this: that is for root and " + who);
        assertThat(result.getStderr().lines()).hasSize(1);
    }

    @Test
    void eachGroupMayDoWhatItIsForAndNobodyElseAnything() {
        HOST.sh("for name in watchers typists admins; do groupadd -f $name; done;"
                + " id alice || useradd -G watchers alice; id bob || useradd -G typists bob;"
                + " id carol || useradd -G admins carol; id mallory || useradd mallory");
        HOST.stopContee();
        HOST.write(
                "/etc/contee/contee.yaml",
                "readGroup: watchers\nclientGroup: typists\ncontrolGroup: admins\nrunDir: /run/contee\n");
        HOST.startContee(java.util.Map.of());
        Guest guest = HOST.define("shared");
        ContainerProcess client = guest.boot();
        client.kill();

        for (String user : new String[] {"alice", "bob", "carol"}) {
            assertThat(as(user, "list").getStdout()).as(user).contains("shared");
            assertThat(as(user, "logs", "shared").getStdout()).as(user).contains("contee demo guest");
        }
        ContainerProcess reader = HOST.process(
                "sh",
                "-c",
                "CONTEE_CONTROL_SOCKET=/run/contee/control.sock exec setpriv --reuid=alice --regid=alice --init-groups "
                        + LibvirtHost.CONTEE + " console --read-only shared");
        HOST.await(LibvirtHost.CONTEE + " who shared | grep -q 'alice.*read-only'");
        assertThat(as("alice", "console", "shared").getStderr()).contains("--read-only reads without");
        assertForbidden(as("alice", "send", "shared", "x"), "the members of clientGroup and controlGroup");
        assertForbidden(as("alice", "mode", "shared", "pty"), "the members of controlGroup");
        assertThat(as("bob", "send", "shared", "'echo typed-$((6*7))\\n'").getExitCode())
                .isZero();
        HOST.await("grep -q typed-42 " + guest.rawLogPath("serial0"));
        reader.await("typed-42");
        assertForbidden(as("bob", "mode", "shared", "pty"), "the members of controlGroup");
        assertThat(as("alice", "top", "--once").getStdout()).contains("shared");
        assertForbidden(as("bob", "restart"), "the members of controlGroup");
        assertThat(as("carol", "mode", "shared", "unix").getStderr()).isEmpty();
        assertThat(as("mallory", "list").getStderr()).contains("Permission denied");

        ContainerProcess many =
                HOST.process("setpriv", "--reuid=alice", "--regid=alice", "--init-groups", "python3", "-c", """
                import socket, time
                all = []
                for i in range(200):
                    s = socket.socket(socket.AF_UNIX)
                    s.connect('/run/contee/control.sock')
                    all.append(s)
                time.sleep(1)
                def open(s):
                    s.setblocking(False)
                    try:
                        return s.recv(1) != b''
                    except BlockingIOError:
                        return True
                    except OSError:
                        return False
                n = sum(open(s) for s in all)
                print('some open' if 0 < n <= 64 else n, flush=True)
                time.sleep(1000)
                """);
        many.await("some open\n");
        assertThat(HOST.contee("list").getStdout()).as("root's").contains("shared");
        assertThat(as("bob", "list").getStdout()).contains("shared");
    }

    @Test
    void aGroupThatQemusUserIsInIsRefused() {
        HOST.stopContee();
        HOST.write("/etc/contee/contee.yaml", "clientGroup: kvm\n");
        Container.ExecResult refused = HOST.contee("serve");
        assertThat(refused.getExitCode()).isEqualTo(1);
        assertThat(refused.getStderr()).contains("QEMU's user libvirt-qemu is in group kvm");
        HOST.sh("rm /etc/contee/contee.yaml");
        HOST.startContee();
    }
}
