package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.testcontainers.containers.Container;
import org.testcontainers.utility.MountableFile;

/** The manual's program does what the manual says. */
class ExampleIT {

    private static final String POD_LOG =
            "/var/log/pods/default_web-1_0d7b6a62-2c67-4a6f-a4a5-6f1c2f1f1f10/guest/0.log";

    @RegisterExtension
    private static final LibvirtHost HOST = new LibvirtHost();

    @Test
    void programOfTheReadmeRunsAGuestForAPod() {
        HOST.stopContee(); // the program is the broker now
        HOST.copyFileToContainer(
                MountableFile.forHostPath("integration-tests/examples/Example.java"), "/tmp/Example.java");

        Container.ExecResult run = HOST.run(
                "timeout",
                "100",
                "java",
                "-cp",
                "/opt/contee/lib/*",
                "/tmp/Example.java",
                "/usr/share/contee/demo/demo.xml");

        assertThat(run.getExitCode()).as(run.getStderr()).isZero();
        Guest guest = HOST.adopt("contee-demo");
        assertThat(run.getStdout())
                .contains("contee demo guest on /dev/ttyS0", "\n" + ContainerProcess.PROMPT + "Linux demo 6.")
                .endsWith("GNU/Linux\n");
        assertThat(guest.state()).isEqualTo("shut off");
        assertThat(HOST.exists(guest.socketDir())).isFalse();
        StringBuilder log = new StringBuilder();
        Guest.lines(HOST.readText(POD_LOG)).forEach(line -> log.append(line.log()));
        assertThat(log).contains("\n" + ContainerProcess.PROMPT + "uname -a\r\nLinux demo 6.");
        assertThat(Bytes.text(guest.rawLog())).isEqualTo(log.toString());
    }
}
