package io.contee.it;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.api.model.VolumesFrom;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.containers.Container;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * A libvirt host in a container, with libvirtd, virtlogd, QEMU, the demo guest, and the contee of this build in
 * {@code /opt/contee}. A test class registers one as a static extension; before each of its tests contee serves there,
 * and after each its guests are gone.
 */
final class LibvirtHost extends GenericContainer<LibvirtHost>
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

    static final String CONTEE = "/opt/contee/bin/contee";
    static final String HOOK = "/etc/libvirt/hooks/qemu.d/50-contee";
    static final String CONTEE_LOG = "/var/log/contee-serve.log";
    /** Where two hosts have a directory in common, if they do. */
    static final String SHARED = "/shared";

    private static final String CONTEE_PID = "/run/contee-serve.pid";
    private static final String HEALTHY =
            "curl -q -s -f -o /dev/null --unix-socket /run/contee/control.sock http://localhost/healthz";

    private final List<Guest> guests = new ArrayList<>();
    private final List<ContainerProcess> processes = new ArrayList<>();
    private boolean conteeIsSpecial;

    LibvirtHost() {
        super(DockerImageName.parse(
                Objects.requireNonNullElse(System.getenv("CONTEE_IT_IMAGE"), "contee-it:bookworm")));
        withNetworkMode("none");
        // PTRACE is for the copy of QEMU's pty that contee takes when it adopts a guest.
        withCreateContainerCmdModifier(command ->
                command.getHostConfig().withInit(true).withCapAdd(Capability.SYS_ADMIN, Capability.SYS_PTRACE));
        withLabel("contee-it-run", Objects.requireNonNullElse(System.getenv("CONTEE_IT_RUN"), "by-hand"));
        withCopyFileToContainer(MountableFile.forHostPath("target/contee"), "/opt/contee");
        // No archive of classes, which would take longer to make than it is used.
        withEnv("CACHE_DIRECTORY", "/none");
        withCopyFileToContainer(MountableFile.forHostPath("libvirt-hooks"), "/opt/contee/libvirt-hooks");
        // The witness logs are to be whole.
        withCopyToContainer(Transferable.of("max_size = 1073741824\n"), "/etc/libvirt/virtlogd.conf");
        // The machine's own would be the same in every container, and libvirt migrates to no host of the same.
        withCopyToContainer(
                Transferable.of("host_uuid = \"" + UUID.randomUUID() + "\"\n"), "/etc/libvirt/libvirtd.conf");
        waitingFor(Wait.forLogMessage(".*host ready.*", 1).withStartupTimeout(Await.LIMIT));
    }

    /** Gives it a directory {@link #SHARED}. */
    LibvirtHost sharing() {
        return withCreateContainerCmdModifier(command -> command.withVolumes(new Volume(SHARED)));
    }

    /** Lets it have disks of its own: loop devices, and file systems that a process serves. */
    LibvirtHost withDisks() {
        withCopyFileToContainer(MountableFile.forHostPath("integration-tests/slow-disk"), "/usr/local/bin/slow-disk");
        return withCreateContainerCmdModifier(command -> command.getHostConfig()
                .withDevices(
                        new Device("rwm", "/dev/fuse", "/dev/fuse"),
                        new Device("rwm", "/dev/loop-control", "/dev/loop-control"))
                .withDeviceCgroupRules(List.of("b 7:* rmw")));
    }

    /** Gives it the directory {@link #SHARED} of another host, which starts before it and stops after it. */
    LibvirtHost sharingWith(LibvirtHost other) {
        return withCreateContainerCmdModifier(
                command -> command.getHostConfig().withVolumesFrom(new VolumesFrom(other.getContainerId())));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
        sh("mkdir -p /etc/contee; /opt/contee/libvirt-hooks/install");
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        startContee();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        context.getExecutionException().ifPresent(failure -> printLogs(context.getDisplayName()));
        processes.forEach(ContainerProcess::kill);
        processes.clear();
        guests.forEach(Guest::remove);
        guests.clear();
        sh("rm -f /etc/contee/*");
        if (conteeIsSpecial) {
            stopContee();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        stop();
    }

    private void printLogs(String test) {
        System.err.println("=== " + test + " failed; the host's logs:");
        System.err.println(run(
                        "sh",
                        "-c",
                        "tail -n 100 " + CONTEE_LOG
                                + " /var/log/libvirt/libvirtd.log /var/log/libvirt/qemu/*.log; tail -n 20 "
                                + Guest.WITNESSES + "/*; virsh list --all; ps axf")
                .getStdout());
    }

    /** Runs a command to its end, whatever its exit code. */
    Container.ExecResult run(String... command) {
        try {
            return execInContainer(command);
        } catch (IOException e) {
            throw new UncheckedIOException("running " + String.join(" ", command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Runs a shell script, which must end well. */
    String sh(String script) {
        Container.ExecResult result = run("sh", "-c", script);
        if (result.getExitCode() != 0) {
            throw new AssertionError("exit code " + result.getExitCode() + " of: " + script + "\nstdout: "
                    + result.getStdout() + "\nstderr: " + result.getStderr());
        }
        return result.getStdout();
    }

    /** Waits until a shell command ends well. */
    void await(String command) {
        sh("end=$(($(date +%s) + " + Await.LIMIT.toSeconds() + ")); until " + command
                + "; do [ $(date +%s) -lt $end ] || { echo 'not in time' >&2; exit 1; }; sleep 0.05; done");
    }

    boolean exists(String path) {
        return run("test", "-e", path).getExitCode() == 0;
    }

    /** A file's bytes, none if there is no such file. */
    byte[] read(String path) {
        return Base64.getMimeDecoder()
                .decode(run("sh", "-c", "[ ! -e '" + path + "' ] || base64 '" + path + "'")
                        .getStdout());
    }

    String readText(String path) {
        return new String(read(path), StandardCharsets.UTF_8);
    }

    void write(String path, String text) {
        copyFileToContainer(Transferable.of(text), path);
    }

    /** Starts a process that reads what the test types. */
    ContainerProcess process(String... command) {
        ContainerProcess process = ContainerProcess.start(this, command);
        processes.add(process);
        return process;
    }

    /** Runs a contee command to its end. */
    Container.ExecResult contee(String... arguments) {
        List<String> command = new ArrayList<>(List.of(CONTEE));
        command.addAll(Arrays.asList(arguments));
        return run(command.toArray(String[]::new));
    }

    /** Starts contee serve, if it does not run, and waits until it answers. */
    void startContee() {
        startContee(Map.of());
        conteeIsSpecial = false;
    }

    /** Starts a contee serve with more variables, for this test only. */
    void startContee(Map<String, String> environment) {
        conteeIsSpecial = true;
        String variables = environment.entrySet().stream()
                .map(variable -> variable.getKey() + "='" + variable.getValue() + "' ")
                .collect(Collectors.joining());
        sh(HEALTHY + " || { " + variables + "setsid " + CONTEE + " serve >> " + CONTEE_LOG
                + " 2>&1 < /dev/null & echo $! > " + CONTEE_PID + "; }");
        await(HEALTHY);
    }

    /** Tells contee to end, and waits until it has. */
    void stopContee() {
        endContee("TERM");
    }

    /** Has another process take over from it. */
    void restartContee() {
        sh(CONTEE + " restart && curl -q -s --unix-socket /run/contee/control.sock http://localhost/status"
                + " | sed 's/.*\"pid\":\\([0-9]*\\).*/\\1/' > " + CONTEE_PID);
    }

    void killContee() {
        endContee("KILL");
    }

    private void endContee(String signal) {
        signalContee(signal);
        await("! kill -0 $(cat " + CONTEE_PID + ") 2>/dev/null");
    }

    void signalContee(String signal) {
        sh("kill -" + signal + " $(cat " + CONTEE_PID + ")");
    }

    String conteeLog() {
        return readText(CONTEE_LOG);
    }

    /** Restarts libvirtd under its guests. */
    void restartLibvirtd() {
        sh("pid=$(cat /run/libvirtd.pid) && kill $pid && while kill -0 $pid 2>/dev/null; do sleep 0.05; done"
                + " && libvirtd -d");
        await("virsh -q version >/dev/null 2>&1");
    }

    /** Defines a demo guest through contee. */
    Guest define(String name) {
        return define(name, 1);
    }

    /** Defines a demo guest with several serials through contee. */
    Guest define(String name, int serials) {
        Guest guest = Guest.define(this, name, serials);
        guests.add(guest);
        return guest;
    }

    /** Counts a guest that a test has defined in another way among those to remove. */
    Guest adopt(String name) {
        Guest guest = Guest.of(this, name);
        guests.add(guest);
        return guest;
    }

    /** The demo guest's XML, each serial with a log that virtlogd writes, to compare with. */
    static String demoXml(String name, int serials) {
        StringBuilder devices = new StringBuilder();
        for (int i = 0; i < serials; i++) {
            devices.append("<serial type='pty'><log file='" + Guest.witnessPath(name, "serial" + i)
                    + "' append='on'/><target port='" + i + "'/></serial>");
        }
        try {
            return Files.readString(Path.of("xml-templates/demo/demo.xml"))
                    .replace("<name>contee-demo<", "<name>" + name + "<")
                    .replaceFirst("(?s)<serial.*</console>", devices.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
