package io.contee.config;

import io.contee.model.ByteSize;
import io.contee.model.ClientGroups;
import io.contee.model.ClientPolicy;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.Durability;
import io.contee.model.Layout.LogDir;
import io.contee.model.Layout.RunDir;
import io.contee.model.LogFileMode;
import io.contee.model.LogKind;
import io.contee.model.LogPolicy;
import io.contee.model.Overflow;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The configuration of one contee. Every key may be in the YAML file and in the environment, which has precedence:
 * {@code rawLog: {maxSize: 4Mi}} is {@code CONTEE_RAW_LOG_MAX_SIZE=4Mi}. By default root's contee uses {@code
 * qemu:///system} and the system's directories, and another user's {@code qemu:///session} and the user's own.
 *
 * @param runDir {@code runDir}: the directory of the sockets
 * @param logDir {@code logDir}: the directory of the raw logs
 * @param podLogDir {@code podLogDir}: the directory of the pod logs, which a kubelet reads and cleans
 * @param ownPodLogDir {@code ownPodLogDir}: the directory of the pod logs of domains without a pod's identity; by
 *     default {@code pods} in {@code logDir}
 * @param endedGuests {@code endedGuests}: the limits of the logs of guests that no longer exist
 * @param libvirtUri {@code libvirtUri}: the libvirt to connect to
 * @param mode the mode of domains that are defined without one: pty with {@code disable_logging: true}, as in Virtlet
 *     (whose {@code VIRTLET_DISABLE_LOGGING} is understood too), else unix
 * @param rawLog {@code rawLog}: the limit of a raw log
 * @param podLog {@code podLog}: the limit of a pod log
 * @param logs {@code rawLog.enabled}, {@code podLog.enabled} and {@code iolog}: the kinds of logs that are kept; {@code
 *     iolog} is a log in VIC's entry format, beside each raw log's path and with its policy
 * @param partialLine {@code partialLine}: the time that part of a line waits for its rest before it is written to the
 *     logs, 10 ms to a second
 * @param totalLogSize {@code totalLogSize}: the limit of all logs together, whether or not their consoles are served
 *     now
 * @param logFile {@code logFile}: permissions and owner of the logs
 * @param overflow {@code overflow}: {@code block} or {@code drop}
 * @param durability {@code durability}: {@code default} or {@code strict}
 * @param keeper {@code keeper}: whether connections outlive a contee that is killed, in a separate process where no
 *     service manager stores them
 * @param guestUser {@code guestUser}: the user that QEMU runs as, if that is not contee's own; by default that of the
 *     host's libvirt package, and for {@code qemu:///session} none
 * @param guestPidDir {@code guestPidDir}: the directory of libvirt's pid file of each running domain
 *     (qemuDomainObjPrivate's pidfile, in its stateDir), which identifies a guest's QEMU
 * @param groups {@code readGroup}, {@code clientGroup}, {@code controlGroup}: the groups that may use contee, in
 *     addition to root and contee's own user
 * @param manage {@code manage}, {@code manageInclude}, {@code manageExclude}: the domains that contee rewrites
 *     automatically
 * @param adopt {@code adopt}: whether running guests' consoles are adopted: {@code never}, {@code ask} (by command),
 *     {@code auto} (also automatically)
 * @param ptyLog {@code pty.log}: whether consoles in mode pty have a log that contee reads; without it, as in Virtlet,
 *     they have only {@code virsh console}
 * @param streamerSocket {@code streamerSocket}: the socket that domains made for Virtlet connect to, {@code
 *     /var/lib/libvirt/streamer.sock} there; by default none
 * @param clients {@code scrollback}, {@code shared}: the output that clients of consoles are shown first, and whether
 *     all clients may type
 * @param metrics {@code metrics.address}, {@code metrics.port}: the address where metrics are served in addition to the
 *     control socket; by default none, and with only a port the loopback interface
 * @param collect {@code collect}: the settings for collecting data of all guests
 */
public record ConteeConfig(
        Path runDir,
        Path logDir,
        Path podLogDir,
        Path ownPodLogDir,
        EndedGuests endedGuests,
        String libvirtUri,
        ConsoleMode mode,
        LogPolicy rawLog,
        LogPolicy podLog,
        Set<LogKind> logs,
        Duration partialLine,
        Optional<ByteSize> totalLogSize,
        LogFileMode logFile,
        Overflow overflow,
        Durability durability,
        boolean keeper,
        Optional<String> guestUser,
        Path guestPidDir,
        ClientGroups groups,
        ManagePolicy manage,
        AdoptPolicy adopt,
        boolean ptyLog,
        Optional<Path> streamerSocket,
        ClientPolicy clients,
        Optional<InetSocketAddress> metrics,
        CollectConfig collect) {

    private static final Pattern SESSION_URI = Pattern.compile("[^?]*/session(\\?.*)?");

    /** The environment variable that names the file to read. */
    public static final String FILE_VARIABLE = "CONTEE_CONFIG";

    /**
     * Reads the file that {@value #FILE_VARIABLE} names, or else {@code /etc/contee/contee.yaml} (for a user other than
     * root, {@code $XDG_CONFIG_HOME/contee/contee.yaml}) if it exists, and the environment.
     *
     * @throws ConteeException that names all faults together
     */
    public static ConteeConfig load(Map<String, String> environment) {
        String named = environment.get(FILE_VARIABLE);
        if (named != null) {
            return load(Path.of(named), environment);
        }
        DefaultPaths places = DefaultPaths.of(environment);
        return read(ConfigSource.readIfExists(places.configFile()), environment, places);
    }

    /**
     * Reads a file, which must exist, and the environment.
     *
     * @throws ConteeException that names all faults together
     */
    public static ConteeConfig load(Path file, Map<String, String> environment) {
        return load(file, environment, DefaultPaths.of(environment));
    }

    /**
     * Reads the configuration of the host's contee for any user: defaults are those of root.
     *
     * @param file the file, which must exist; empty for the one that {@value #FILE_VARIABLE} names, or else {@code
     *     /etc/contee/contee.yaml} if it exists. If it or the environment has the URI of a user's own libvirt, defaults
     *     are those of that user
     * @throws ConteeException that names all faults together
     */
    public static ConteeConfig loadSystem(Optional<Path> file, Map<String, String> environment) {
        DefaultPaths system = DefaultPaths.system();
        ConfigSource source = named(file, environment)
                .map(ConfigSource::read)
                .orElseGet(() -> ConfigSource.readIfExists(system.configFile()));
        boolean session = new ConfigReader(source, environment)
                .text("libvirtUri")
                .filter(ConteeConfig::isSession)
                .isPresent();
        return read(source, environment, session ? DefaultPaths.user(environment) : system);
    }

    /**
     * Reads the configuration of a user's own contee; otherwise as {@link #loadSystem}.
     *
     * @throws ConteeException that names all faults together
     */
    public static ConteeConfig loadSession(Optional<Path> file, Map<String, String> environment) {
        DefaultPaths user = DefaultPaths.user(environment);
        ConfigSource source = named(file, environment)
                .map(ConfigSource::read)
                .orElseGet(() -> ConfigSource.readIfExists(user.configFile()));
        return read(source, environment, user);
    }

    private static Optional<Path> named(Optional<Path> file, Map<String, String> environment) {
        return file.or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE)).map(Path::of));
    }

    static ConteeConfig load(Path file, Map<String, String> environment, DefaultPaths defaults) {
        return read(ConfigSource.read(file), environment, defaults);
    }

    private static ConteeConfig read(ConfigSource file, Map<String, String> environment, DefaultPaths defaults) {
        ConfigReader reader = new ConfigReader(file, environment);
        String libvirtUri = reader.text("libvirtUri").orElse(defaults.libvirtUri());
        Path runDir = reader.path("runDir", defaults.runDir());
        Path logDir = reader.path("logDir", defaults.logDir());
        Durability durability = reader.choice("durability", Durability.DEFAULT);
        ConteeConfig config = new ConteeConfig(
                runDir,
                logDir,
                reader.path("podLogDir", defaults.podLogDir()),
                reader.path("ownPodLogDir", new LogDir(logDir).pods()),
                EndedGuests.read(reader),
                libvirtUri,
                reader.flag("disable_logging", "VIRTLET_DISABLE_LOGGING") ? ConsoleMode.PTY : ConsoleMode.UNIX,
                reader.logPolicy("rawLog", new LogPolicy(ByteSize.parse("16Mi"), 3)),
                reader.podLogPolicy("podLog", new LogPolicy(ByteSize.parse("10Mi"), 4)),
                reader.logs(),
                reader.duration("partialLine", Duration.ofMillis(500)),
                reader.size("totalLogSize"),
                reader.logFileMode("logFile"),
                reader.choice("overflow", durability == Durability.STRICT ? Overflow.BLOCK : Overflow.DELAY),
                durability,
                reader.flag("keeper", true),
                reader.text("guestUser").or(() -> isSession(libvirtUri) ? Optional.empty() : defaults.guestUser()),
                reader.path("guestPidDir", guestPidDir(libvirtUri, defaults)),
                new ClientGroups(reader.text("readGroup"), reader.text("clientGroup"), reader.text("controlGroup")),
                new ManagePolicy(
                        reader.choice("manage", ManagePolicy.DEFAULT.scope()),
                        reader.list("manageInclude", NamePattern::new),
                        reader.list("manageExclude", NamePattern::new)),
                reader.choice("adopt", AdoptPolicy.ASK),
                reader.flag("pty.log", true),
                reader.path("streamerSocket"),
                reader.clientPolicy(ClientPolicy.DEFAULT),
                reader.address("metrics"),
                CollectConfig.read(reader, defaults));
        reader.check(
                config.durability() == Durability.DEFAULT || config.overflow() == Overflow.BLOCK,
                "durability: strict drops nothing: give it overflow: block");
        reader.check(
                config.durability() == Durability.DEFAULT || config.logs().contains(LogKind.RAW),
                "durability: strict needs the raw log: give it rawLog.enabled: true");
        reader.throwFaults();
        return config;
    }

    /** Returns the same configuration with other settings for collecting. */
    public ConteeConfig withCollect(CollectConfig other) {
        return new ConteeConfig(
                runDir,
                logDir,
                podLogDir,
                ownPodLogDir,
                endedGuests,
                libvirtUri,
                mode,
                rawLog,
                podLog,
                logs,
                partialLine,
                totalLogSize,
                logFile,
                overflow,
                durability,
                keeper,
                guestUser,
                guestPidDir,
                groups,
                manage,
                adopt,
                ptyLog,
                streamerSocket,
                clients,
                metrics,
                other);
    }

    /** Returns whether libvirt is a user's own, and not the system's. */
    public boolean session() {
        return isSession(libvirtUri);
    }

    private static boolean isSession(String uri) {
        return SESSION_URI.matcher(uri).matches();
    }

    /**
     * Returns the default directory of libvirt's pid files. For a user's own libvirtd it is beside the default run
     * directory, whatever {@code runDir} is set to.
     */
    private static Path guestPidDir(String libvirtUri, DefaultPaths defaults) {
        return isSession(libvirtUri)
                ? defaults.runDir().resolveSibling("libvirt/qemu/run")
                : Path.of("/run/libvirt/qemu");
    }

    /** Returns the socket of the HTTP API, which the hook and the command line use. */
    public Path controlSocket() {
        return new RunDir(runDir).controlSocket();
    }

    /** Returns the socket where the next contee asks this one to hand over its sessions. */
    public Path handoverSocket() {
        return new RunDir(runDir).handoverSocket();
    }

    /** Returns the socket that the keeper listens on. */
    public Path keeperSocket() {
        return new RunDir(runDir).keeperSocket();
    }

    /** Returns the directory of the guest and client sockets. */
    public Path consolesDir() {
        return new RunDir(runDir).consoles();
    }

    /** Returns the directory of the logs that virtlogd writes for consoles in pty mode. */
    public Path ptyLogDir() {
        return new LogDir(logDir).spools();
    }
}
