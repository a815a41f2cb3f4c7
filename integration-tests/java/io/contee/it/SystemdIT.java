package io.contee.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * Contee as a service of a real systemd, whose descriptor store keeps its connections. Where an engine runs no container
 * with systemd as its first process, the test is left out, and says so.
 */
class SystemdIT {

    private static final int START_SECONDS = 30;
    private static final int LINES = 200;

    private static final String LOG = "/var/log/contee/contee-demo/serial0.log";
    private static final Host HOST = new Host();

    /** A container that systemd runs. */
    private static final class Host extends GenericContainer<Host> {

        Host() {
            super(DockerImageName.parse(
                    Objects.requireNonNullElse(System.getenv("CONTEE_IT_IMAGE"), "contee-it:bookworm")));
            withNetworkMode("none");
            withCreateContainerCmdModifier(command -> {
                command.withEntrypoint("/lib/systemd/systemd");
                command.getHostConfig()
                        .withCapAdd(Capability.ALL)
                        .withCapDrop(Capability.SYS_RESOURCE)
                        .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))
                        .withCgroupnsMode("host")
                        .withBinds(Bind.parse("/sys/fs/cgroup:/sys/fs/cgroup:rw"))
                        .withTmpFs(Map.of("/run", "", "/tmp", ""));
            });
            withEnv("container", "docker");
            withLabel("contee-it-run", Objects.requireNonNullElse(System.getenv("CONTEE_IT_RUN"), "by-hand"));
            withCopyFileToContainer(MountableFile.forHostPath("target/contee"), "/opt/contee");
            withCopyFileToContainer(
                    MountableFile.forHostPath("libvirt-hooks/contee.service"), "/etc/systemd/system/contee.service");
            withCopyFileToContainer(
                    MountableFile.forHostPath("libvirt-hooks/contee-ports.conf"),
                    "/etc/systemd/system/contee.service.d/contee-ports.conf");
            withStartupCheckStrategy(new IsRunningStartupCheckStrategy().withTimeout(Duration.ofSeconds(10)));
        }

        String sh(String script) {
            try {
                Container.ExecResult result = execInContainer("sh", "-c", script);
                assertThat(result.getExitCode())
                        .as("%s%n%s", script, result.getStderr())
                        .isZero();
                return result.getStdout().strip();
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        void await(String command) {
            sh("end=$(($(date +%s) + " + Await.LIMIT.toSeconds() + ")); until " + command
                    + "; do [ $(date +%s) -lt $end ] || { journalctl -u contee | tail -n 50 >&2; exit 1; };"
                    + " sleep 0.1; done");
        }
    }

    @BeforeAll
    static void start() {
        HOST.start();
        String state = HOST.sh("for i in $(seq " + START_SECONDS
                + "); do systemctl is-active -q basic.target && echo up && break; sleep 1; done");
        Assumptions.assumeTrue(state.equals("up"), "this engine runs no systemd in a container");
        HOST.sh("mkdir -p /etc/contee && printf '%s\\n' 'durability: strict' 'metrics: {port: 9751}'"
                + " 'collect: {memstats: {enabled: true, interval: 1s}}' > /etc/contee/contee.yaml");
        HOST.sh("systemctl daemon-reload && systemctl start virtlogd libvirtd");
    }

    @AfterAll
    static void stop() {
        HOST.stop();
    }

    private static void awaitLine(int number) {
        HOST.await("grep -aq 'line %07d ' ".formatted(number) + LOG);
    }

    @Test
    void connectionsRestWithSystemdOverReloadRestartAndKill() {
        HOST.sh("systemctl start contee");
        HOST.sh("/opt/contee/bin/contee define /usr/share/contee/demo/demo.xml && virsh -q start contee-demo");
        HOST.await("grep -aq 'demo:~# ' " + LOG);
        HOST.sh("socat -u UNIX-CONNECT:/run/contee/consoles/$(virsh domuuid contee-demo | head -n 1)/serial0.client"
                + " OPEN:/var/tmp/client,creat,append & echo $! > /var/tmp/client.pid");
        HOST.await("/opt/contee/bin/contee who | grep -q contee-demo");
        HOST.sh("/opt/contee/bin/contee send contee-demo 'steady\\n'");
        awaitLine(LINES);

        HOST.sh("kill -KILL $(systemctl show contee -p MainPID --value)");
        awaitLine(next());
        HOST.await("systemctl is-active -q contee"); // one that is starting is not reloaded
        String killed = HOST.sh("systemctl show contee -p MainPID --value");
        HOST.sh("systemctl reload contee");
        assertThat(HOST.sh("systemctl show contee -p MainPID --value"))
                .as(HOST.sh("journalctl -u contee | tail -n 50"))
                .isNotEqualTo(killed);
        assertThat(HOST.sh("journalctl -u contee")).doesNotContain("is not our child");
        awaitLine(next());
        HOST.sh("systemctl restart contee");
        awaitLine(next());
        HOST.sh("kill -KILL $(systemctl show contee -p MainPID --value)");
        awaitLine(next());

        HOST.sh("kill -0 $(cat /var/tmp/client.pid)");
        assertThat(HOST.sh("systemctl show contee -p NFileDescriptorStore --value"))
                .isEqualTo("4");
        assertCounts(LOG);
        assertCounts("/var/tmp/client");
        assertThat(HOST.sh("journalctl -u contee")).doesNotContain("guest disconnected");

        HOST.sh("systemctl stop contee");
        assertThat(HOST.sh("virsh -q domstate contee-demo")).isEqualTo("running");
        HOST.await("[ $(systemctl show contee -p NFileDescriptorStore --value) = 0 ]");
    }

    @Test
    void aServiceHasItsPortsItsFiguresAndItsArchiveOfClasses() {
        HOST.sh("systemctl start contee");
        HOST.await("curl -sf http://127.0.0.1:9751/readyz");
        HOST.await("curl -sf http://127.0.0.1:8099/ | grep -q '^timestamp,'");
        HOST.await("[ -s /var/lib/contee/collect/mem-stats.csv ]");
        HOST.await("[ -s /var/cache/contee/contee.jsa ]");
        HOST.sh("systemctl restart contee");
        HOST.await("grep -q contee.jsa /proc/$(systemctl show contee -p MainPID --value)/maps");
    }

    /** A line that is yet to be printed. */
    private static int next() {
        return number(HOST.sh("grep -a '^line ' " + LOG + " | tail -n 2 | head -n 1")) + LINES;
    }

    private static int number(String line) {
        return Integer.parseInt(line.substring(5, 12));
    }

    /** Fails unless a guest's lines are all there, once each. */
    private static void assertCounts(String file) {
        List<Integer> numbers = HOST.sh("grep -ao 'line [0-9]\\{7\\} ' " + file)
                .lines()
                .map(SystemdIT::number)
                .toList();
        assertThat(numbers)
                .as(file)
                .containsExactlyElementsOf(IntStream.rangeClosed(numbers.get(0), numbers.get(numbers.size() - 1))
                        .boxed()
                        .toList());
    }
}
