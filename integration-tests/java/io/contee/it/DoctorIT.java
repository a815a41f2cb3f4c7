package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The doctor finds nothing on a healthy host, and each fault that is brought about on it. */
class DoctorIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    /** What the doctor said, as JSON. */
    private record Diagnosis(int exitCode, List<JsonNode> findings) {

        static Diagnosis make() {
            return of(HOST.contee("doctor", "-o", "json"));
        }

        static Diagnosis of(Container.ExecResult result) {
            JsonNode findings = JSON.readTree(result.getStdout());
            return new Diagnosis(
                    result.getExitCode(),
                    StreamSupport.stream(findings.spliterator(), false).toList());
        }

        List<JsonNode> ofLevel(String level) {
            return findings.stream()
                    .filter(finding -> finding.get("level").asString().equals(level))
                    .toList();
        }

        /** Asserts that there is one problem alone, and that it is this one. */
        void assertProblem(String check, String summary, String remedy) {
            assertThat(exitCode).as(findings.toString()).isEqualTo(1);
            assertThat(ofLevel("problem")).singleElement().satisfies(finding -> {
                assertThat(finding.get("check").asString()).isEqualTo(check);
                assertThat(finding.get("summary").asString()).contains(summary);
                assertThat(finding.get("explanation").asString()).isNotBlank();
                assertThat(finding.get("remedy").asString()).contains(remedy);
            });
        }
    }

    @Test
    void healthyHostHasNoProblem() {
        Guest guest = HOST.define("healthy");
        guest.start();
        guest.awaitConnected();

        Container.ExecResult result = HOST.contee("doctor");

        assertThat(result.getStdout().lines())
                .allMatch(line -> line.startsWith("ok       "))
                .anyMatch(line -> line.matches("ok {7}libvirt: libvirt [0-9.]+ at qemu:///system with QEMU [0-9.]+"))
                .contains("ok       hook: " + LibvirtHost.HOOK + " is there, executable and of this version")
                .anyMatch(line -> line.contains("hook noticed: the hook has called contee since libvirtd"))
                .anyMatch(line -> line.contains("user libvirt-qemu gets to /run/contee/consoles and the 1 guest"))
                .contains("ok       guests: 1 defined or running, 1 running, 1 of their consoles captured");
        assertThat(result.getStderr()).isEmpty();
        assertThat(result.getExitCode()).isZero();
    }

    @Test
    void hostOfAnOrdinaryUserIsExaminedAsItsOwn() {
        SessionUser user = new SessionUser(HOST, "fay", true);
        user.sh("/opt/contee/libvirt-hooks/install");
        user.startContee();
        user.sh(LibvirtHost.CONTEE + " define /usr/share/contee/demo/demo.xml && virsh -q start contee-demo");
        HOST.await("curl -q -s --unix-socket " + user.runtimeDir()
                + "/contee/control.sock http://localhost/domains/contee-demo/console | grep -q '\"connected\":true'");

        Diagnosis healthy = Diagnosis.of(user.run(LibvirtHost.CONTEE, "doctor", "-o", "json"));

        assertThat(healthy.ofLevel("ok")).isEqualTo(healthy.findings());
        assertThat(healthy.exitCode()).isZero();
        user.sh("virsh -q destroy contee-demo");
        user.stopContee();
        Diagnosis.of(user.run(LibvirtHost.CONTEE, "doctor", "-o", "json"))
                .assertProblem("contee", user.runtimeDir() + "/contee/control.sock", "contee serve");
    }

    @Test
    void hookThatCannotBeExecutedIsFound() {
        HOST.sh("chmod -x " + LibvirtHost.HOOK);
        try {
            Diagnosis.make().assertProblem("hook", LibvirtHost.HOOK + " cannot be executed", "chmod 755");
        } finally {
            HOST.sh("chmod +x " + LibvirtHost.HOOK);
        }
    }

    @Test
    void missingHookIsFoundAndInstalledAsTheRemedySays() {
        HOST.sh("rm " + LibvirtHost.HOOK);
        try {
            Diagnosis.make().assertProblem("hook", "there is no hook " + LibvirtHost.HOOK, "libvirt-hooks/install");
        } finally {
            HOST.sh("/opt/contee/libvirt-hooks/install");
        }
        assertThat(Diagnosis.make().ofLevel("problem")).isEmpty();
    }

    @Test
    void editorsBackupOfTheHookIsFound() {
        HOST.sh("cp -p " + LibvirtHost.HOOK + " " + LibvirtHost.HOOK + "~");
        try {
            Diagnosis diagnosis = Diagnosis.make();
            assertThat(diagnosis.exitCode()).as("a warning alone").isZero();
            assertThat(diagnosis.ofLevel("warning"))
                    .anyMatch(finding -> finding.get("summary").asString().contains(LibvirtHost.HOOK + "~ is a copy"));
        } finally {
            HOST.sh("rm " + LibvirtHost.HOOK + "~");
        }
    }

    @Test
    void directoryThatQemuMayNotPassIsFound() {
        HOST.sh("chmod 700 /run/contee");
        try {
            Diagnosis.make()
                    .assertProblem(
                            "socket directories",
                            "QEMU's user libvirt-qemu may not pass through /run/contee (rwx------ root:root)",
                            "chmod a+x /run/contee");
        } finally {
            HOST.sh("chmod 711 /run/contee");
        }
    }

    @Test
    void conteeThatIsDownIsFound() {
        HOST.stopContee();
        Diagnosis.make().assertProblem("contee", "contee does not answer at /run/contee/control.sock", "contee serve");
    }

    @Test
    void conteeThatHangsIsFound() {
        HOST.signalContee("STOP");
        try {
            Diagnosis.make().assertProblem("contee", "has not answered at /run/contee/control.sock", "restart");
        } finally {
            HOST.signalContee("CONT");
        }
    }

    @Test
    void guestsWithoutConteeAreFoundAndThoseInPtyModeAreServed() {
        HOST.sh("sed s/contee-demo/in-pty/ /usr/share/contee/demo/demo.xml > /tmp/in-pty.xml && " + LibvirtHost.CONTEE
                + " define --mode pty /tmp/in-pty.xml && mkdir -p /var/log/contee/.pty/$(virsh domuuid in-pty | head -1)"
                + " && virsh -q start in-pty");
        HOST.adopt("in-pty");
        HOST.sh("sed s/contee-demo/plain/ /usr/share/contee/demo/demo.xml > /tmp/plain.xml && "
                + "virsh -q define /tmp/plain.xml && virsh -q start plain");
        HOST.adopt("plain");

        Diagnosis diagnosis = Diagnosis.make();

        assertThat(diagnosis.exitCode()).isZero();
        assertThat(diagnosis.ofLevel("warning").stream()
                        .filter(finding -> finding.get("check").asString().equals("guests"))
                        .map(finding -> finding.get("summary").asString() + " -> "
                                + finding.get("remedy").asString()))
                .containsExactlyInAnyOrder(
                        "guest plain: console serial0 is not contee's: it is of type pty -> contee adopt plain; or "
                                + "contee mode plain unix, and restart it");
        assertThat(diagnosis.findings())
                .anyMatch(finding -> finding.get("summary").asString().startsWith("virtlogd answers at "));
    }

    @Test
    void fullAndReadOnlyLogDirectoriesAreFound() {
        HOST.sh("mkdir -p /var/log/contee && mount -t tmpfs -o size=64k tmpfs /var/log/contee");
        try {
            HOST.sh("! head -c 1M /dev/zero > /var/log/contee/much 2>/dev/null");
            Diagnosis.make()
                    .assertProblem(
                            "raw logs", "/var/log/contee cannot be written: No space left on device", "make space");
            HOST.sh("rm /var/log/contee/much && mount -o remount,ro /var/log/contee");
            Diagnosis.make().assertProblem("raw logs", "Read-only file system", "set another logDir");
            HOST.sh("mount -o remount,rw /var/log/contee");
            assertThat(Diagnosis.make().ofLevel("warning"))
                    .anyMatch(finding -> finding.get("summary").asString().endsWith(" of free space"));
        } finally {
            HOST.sh("umount /var/log/contee");
        }
    }

    @Test
    void libvirtdThatIsDownIsFound() {
        HOST.sh("pid=$(cat /run/libvirtd.pid) && kill $pid && while kill -0 $pid 2>/dev/null; do sleep 0.05; done");
        try {
            HOST.await(LibvirtHost.CONTEE + " doctor | grep -q 'without a connection to libvirt'");
            Diagnosis diagnosis = Diagnosis.make();
            assertThat(diagnosis.exitCode()).isEqualTo(1);
            assertThat(diagnosis.ofLevel("problem").stream()
                            .map(finding -> finding.get("summary").asString()))
                    .containsExactly(
                            "libvirt does not answer at qemu:///system",
                            "contee "
                                    + HOST.contee("--version")
                                            .getStdout()
                                            .strip()
                                            .substring("contee ".length())
                                    + " serves at /run/contee/control.sock without a connection to libvirt");
            assertThat(diagnosis.ofLevel("unknown").stream()
                            .map(finding -> finding.get("check").asString()))
                    .containsExactly("hook noticed", "guests");
        } finally {
            HOST.sh("libvirtd -d");
            HOST.await("curl -q -s --unix-socket /run/contee/control.sock http://localhost/status"
                    + " | grep -q '\"libvirtConnected\":true'");
            HOST.await("virsh -q version >/dev/null 2>&1");
        }
    }

    @Test
    void configurationThatCannotBeReadLeavesTheHostUnchecked() {
        HOST.write("/etc/contee/contee.yaml", "colour: red\n");
        Container.ExecResult result = HOST.contee("doctor");
        assertThat(result.getExitCode()).isEqualTo(2);
        assertThat(result.getStderr())
                .startsWith("contee: cannot use the configuration")
                .contains("colour");
        assertThat(result.getStdout()).isEmpty();
    }
}
