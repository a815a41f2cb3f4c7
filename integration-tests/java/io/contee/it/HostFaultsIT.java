package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Faults of what contee stands beside: its consoles go on through them, and nothing waits for an operator afterwards. */
class HostFaultsIT {

    private static final String VIRTLOGD = "/run/virtlogd.pid";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    /** A guest without a log of virtlogd's. */
    private static Guest define(String name, String mode) {
        HOST.sh("sed s/contee-demo/" + name + "/ /usr/share/contee/demo/demo.xml > /tmp/" + name + ".xml && "
                + LibvirtHost.CONTEE + " define --mode " + mode + " /tmp/" + name + ".xml");
        return HOST.adopt(name);
    }

    @Test
    void aVirtlogdThatHangsOrIsKilledHoldsUpNoGuestOfModeUnix() {
        Guest guest = define("free", "unix");
        Guest pty = define("held", "pty");
        ContainerProcess client = guest.boot();
        ContainerProcess held = pty.boot();

        HOST.sh("kill -STOP $(cat " + VIRTLOGD + ")");
        try {
            held.type("lines 2000\r");
            assertThat(client.ask("lines 3000")).contains("\nline 0003000 ");
            guest.awaitLogged("serial0", client);
        } finally {
            HOST.sh("kill -CONT $(cat " + VIRTLOGD + ")");
        }
        held.await("line 0002000 ");
        held.awaitPrompt();
        pty.awaitLogged("serial0", held);
        Bytes.assertSame("raw log of the guest that virtlogd held up", pty.rawLog(), held.bytes());

        HOST.sh("kill -KILL $(cat " + VIRTLOGD + ")");
        try {
            assertThat(client.ask("lines 3000")).contains("\nline 0003000 ");
            guest.awaitLogged("serial0", client);
        } finally {
            HOST.sh("rm -f " + VIRTLOGD + "; virtlogd -d");
        }
        Bytes.assertSame("raw log and client", guest.rawLog(), client.bytes());
        Bytes.assertSame("pod log and client", guest.podText("serial0", 0), client.text());
    }

    @Test
    void withoutDescriptorsConsolesGoOnAndFurtherOnesAreServedWhenThereAreSome() {
        Guest guest = HOST.define("served");
        Guest late = HOST.define("late");
        ContainerProcess client = guest.boot();
        guest.awaitLogged("serial0", client);
        String limit = HOST.sh("awk '/open files/ {print $4}' /proc/$(cat /run/contee-serve.pid)/limits")
                .strip();

        limitDescriptors("10");
        try {
            late.start();
            assertThat(late.state()).isEqualTo("running");
            assertThat(client.ask("lines 500")).contains("\nline 0000500 ");
            guest.awaitLogged("serial0", client);
        } finally {
            limitDescriptors(limit);
        }

        late.awaitConnected();
        ContainerProcess atLast = late.attach();
        atLast.awaitAnswer();
        Bytes.assertSame("raw log and client", guest.rawLog(), client.bytes());
        Bytes.assertSame("pod log and client", guest.podText("serial0", 0), client.text());
    }

    private static void limitDescriptors(String count) {
        HOST.sh("prlimit --pid $(cat /run/contee-serve.pid) --nofile=" + count + ":");
    }
}
