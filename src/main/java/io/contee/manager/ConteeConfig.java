package io.contee.manager;

import io.contee.broker.Overflow;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.LogFileMode;
import io.contee.model.LogPolicy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of one contee. Every key may stand in the YAML file and in the environment, which wins: {@code
 * rawLog: {maxSize: 4Mi}} is {@code CONTEE_RAW_LOG_MAX_SIZE=4Mi}.
 *
 * @param runDir {@code runDir}: the directory of the sockets
 * @param logDir {@code logDir}: the directory of the raw logs
 * @param podLogDir {@code podLogDir}: the directory of the pod logs
 * @param libvirtUri {@code libvirtUri}: which libvirt to connect to
 * @param mode the mode of domains that are defined without one: pty with {@code disable_logging: true}, as in Virtlet
 *     (whose {@code VIRTLET_DISABLE_LOGGING} is understood too), else unix
 * @param rawLog {@code rawLog}: the limit of a raw log
 * @param podLog {@code podLog}: the limit of a pod log
 * @param iolog {@code iolog}: whether a log of VIC's entry format is kept beside each raw log, with its policy
 * @param totalLogSize {@code totalLogSize}: the limit of all logs of the consoles that are served, together
 * @param logFile {@code logFile}: permissions and owner of the logs
 * @param overflow {@code overflow}: {@code block} or {@code drop}
 * @param guestUser {@code guestUser}: the user that QEMU runs as; by default the one of the host's libvirt package
 * @param clientGroup {@code clientGroup}: the group that may attach to consoles; by default only contee's own user
 */
public record ConteeConfig(
        Path runDir,
        Path logDir,
        Path podLogDir,
        String libvirtUri,
        ConsoleMode mode,
        LogPolicy rawLog,
        LogPolicy podLog,
        boolean iolog,
        Optional<ByteSize> totalLogSize,
        LogFileMode logFile,
        Overflow overflow,
        Optional<String> guestUser,
        Optional<String> clientGroup) {

    /** Where the configuration is read from unless told otherwise. */
    public static final Path DEFAULT_FILE = Path.of("/etc/contee/contee.yaml");

    /** The environment variable that names another file. */
    public static final String FILE_VARIABLE = "CONTEE_CONFIG";

    /**
     * Reads the file that {@value #FILE_VARIABLE} names, or else {@link #DEFAULT_FILE} if it exists, and the
     * environment.
     *
     * @throws ConteeException that names all faults together
     */
    public static ConteeConfig load(Map<String, String> environment) {
        String named = environment.get(FILE_VARIABLE);
        return named == null
                ? read(ConfigSource.readIfExists(DEFAULT_FILE), environment)
                : load(Path.of(named), environment);
    }

    /**
     * Reads a file, which must exist, and the environment.
     *
     * @throws ConteeException that names all faults together
     */
    public static ConteeConfig load(Path file, Map<String, String> environment) {
        return read(ConfigSource.read(file), environment);
    }

    private static ConteeConfig read(ConfigSource file, Map<String, String> environment) {
        ConfigReader reader = new ConfigReader(file, environment);
        ConteeConfig config = new ConteeConfig(
                reader.path("runDir", "/run/contee"),
                reader.path("logDir", "/var/log/contee"),
                reader.path("podLogDir", "/var/log/pods"),
                reader.text("libvirtUri").orElse("qemu:///system"),
                reader.flag("disable_logging", "VIRTLET_DISABLE_LOGGING") ? ConsoleMode.PTY : ConsoleMode.UNIX,
                reader.logPolicy("rawLog", new LogPolicy(ByteSize.parse("16Mi"), 3)),
                reader.podLogPolicy("podLog", new LogPolicy(ByteSize.parse("10Mi"), 4)),
                reader.flag("iolog"),
                reader.size("totalLogSize"),
                reader.logFileMode("logFile"),
                reader.choice("overflow", Overflow.BLOCK),
                reader.text("guestUser"),
                reader.text("clientGroup"));
        reader.throwFaults();
        return config;
    }

    /** The socket of the HTTP API, which the hook and the command line use. */
    public Path controlSocket() {
        return runDir.resolve("control.sock");
    }

    /** The directory of the guest and client sockets. */
    public Path consolesDir() {
        return runDir.resolve("consoles");
    }

    /** The directory of the logs that virtlogd writes for consoles in pty mode. */
    public Path ptyLogDir() {
        return logDir.resolve(".pty");
    }
}
