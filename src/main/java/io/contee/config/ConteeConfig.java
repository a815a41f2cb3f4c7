package io.contee.config;

import io.contee.model.ClientGroups;
import io.contee.model.ClientPolicy;
import io.contee.model.ConteeException;
import io.contee.model.Directories;
import io.contee.model.Durability;
import io.contee.model.GuestPolicy;
import io.contee.model.Layout.LogDir;
import io.contee.model.Layout.RunDir;
import io.contee.model.LogKind;
import io.contee.model.LogSettings;
import io.contee.model.LossPolicy;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The configuration of one contee. Every key may be in the YAML file and in the environment, which has precedence:
 * {@code rawLog: {maxSize: 4Mi}} is {@code CONTEE_RAW_LOG_MAX_SIZE=4Mi}. By default root's contee uses {@code
 * qemu:///system} and the system's directories, and another user's {@code qemu:///session} and the user's own.
 *
 * @param directories {@code runDir}, {@code logDir}, {@code podLogDir}, {@code ownPodLogDir}
 * @param libvirtUri {@code libvirtUri}: the libvirt to connect to
 * @param guests {@code guestUser}, {@code guestPidDir}, {@code streamerSocket}: the processes that may be guests
 * @param domains {@code disable_logging}, {@code pty.log}, {@code manage…}, {@code adopt}: the consoles of domains
 * @param logs {@code rawLog}, {@code podLog}, {@code iolog}, {@code partialLine}, {@code totalLogSize}, {@code logFile}
 * @param loss {@code overflow}, {@code durability}: what may be lost
 * @param endedGuests {@code endedGuests}: the limits of the logs of guests that no longer exist
 * @param clients {@code scrollback}, {@code shared}: the output that clients of consoles are shown first, and whether
 *     all clients may type
 * @param groups {@code readGroup}, {@code clientGroup}, {@code controlGroup}: the groups that may use contee, in
 *     addition to root and contee's own user
 * @param daemon {@code keeper}, {@code metrics}: the daemon's process
 * @param collect {@code collect}: the settings for collecting data of all guests
 */
public record ConteeConfig(
        Directories directories,
        String libvirtUri,
        GuestPolicy guests,
        DomainPolicy domains,
        LogSettings logs,
        LossPolicy loss,
        EndedGuests endedGuests,
        ClientPolicy clients,
        ClientGroups groups,
        DaemonConfig daemon,
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
        ConteeConfig config = new ConteeConfig(
                directories(reader, defaults),
                libvirtUri,
                new GuestPolicy(
                        reader.text("guestUser")
                                .or(() -> isSession(libvirtUri) ? Optional.empty() : defaults.guestUser()),
                        reader.path("guestPidDir", guestPidDir(libvirtUri, defaults)),
                        reader.path("streamerSocket")),
                DomainPolicy.read(reader),
                reader.logSettings(LogSettings.DEFAULT),
                reader.lossPolicy(),
                EndedGuests.read(reader),
                reader.clientPolicy(ClientPolicy.DEFAULT),
                new ClientGroups(reader.text("readGroup"), reader.text("clientGroup"), reader.text("controlGroup")),
                DaemonConfig.read(reader),
                CollectConfig.read(reader, defaults));
        reader.check(config.loss().isConsistent(), "durability: strict drops nothing: set overflow: block");
        reader.check(
                config.loss().durability() == Durability.DEFAULT
                        || config.logs().kinds().contains(LogKind.RAW),
                "durability: strict needs the raw log: set rawLog.enabled: true");
        reader.throwFaults();
        return config;
    }

    private static Directories directories(ConfigReader reader, DefaultPaths defaults) {
        RunDir run = new RunDir(reader.path("runDir", defaults.runDir()));
        LogDir logs = new LogDir(reader.path("logDir", defaults.logDir()));
        return new Directories(
                run, logs, reader.path("podLogDir", defaults.podLogDir()), reader.path("ownPodLogDir", logs.pods()));
    }

    /** Returns the same configuration with other settings for collecting. */
    public ConteeConfig withCollect(CollectConfig other) {
        return new ConteeConfig(
                directories, libvirtUri, guests, domains, logs, loss, endedGuests, clients, groups, daemon, other);
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
}
