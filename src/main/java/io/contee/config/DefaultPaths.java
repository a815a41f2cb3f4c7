package io.contee.config;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The default paths. As with libvirt's two daemons, root's are the system's, and another user's are below the user's
 * own directories (XDG Base Directory Specification).
 *
 * @param configFile the configuration file, which may be missing
 * @param runDir the directory of the sockets
 * @param logDir the directory of the raw logs
 * @param podLogDir the directory of the pod logs
 * @param dataDir the directory of collected data
 * @param qemuLogDir the directory of libvirt's logs of QEMU
 * @param libvirtUri the libvirt to connect to
 * @param guestUser the user that the system's libvirt runs QEMU as, if that is not root
 */
record DefaultPaths(
        Path configFile,
        Path runDir,
        Path logDir,
        Path podLogDir,
        Path dataDir,
        Path qemuLogDir,
        String libvirtUri,
        Optional<String> guestUser) {

    private static final String NAME = "contee";
    private static final Path SELF = Path.of("/proc/self");

    /** Returns the paths for the user that this process runs as. */
    static DefaultPaths of(Map<String, String> environment) {
        try {
            return Files.getAttribute(SELF, "unix:uid").equals(0) ? system() : user(environment);
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot tell which user contee runs as: " + ConteeException.reason(e) + ": mount /proc", e);
        }
    }

    static DefaultPaths system() {
        return new DefaultPaths(
                Path.of("/etc/contee/contee.yaml"),
                Path.of("/run/contee"),
                Path.of("/var/log/contee"),
                Path.of("/var/log/pods"),
                Path.of("/var/lib/contee/collect"),
                Path.of("/var/log/libvirt/qemu"),
                "qemu:///system",
                GuestUser.detect());
    }

    static DefaultPaths user(Map<String, String> environment) {
        Path home = directory(environment, "HOME").orElse(Path.of(System.getProperty("user.home")));
        Path state = directory(environment, "XDG_STATE_HOME")
                .orElse(home.resolve(".local/state"))
                .resolve(NAME);
        Path cache = directory(environment, "XDG_CACHE_HOME").orElse(home.resolve(".cache"));
        // Without a runtime directory libvirt's sockets are also in the cache (virGetUserRuntimeDirectory).
        Path run = directory(environment, "XDG_RUNTIME_DIR").orElse(cache);
        return new DefaultPaths(
                directory(environment, "XDG_CONFIG_HOME")
                        .orElse(home.resolve(".config"))
                        .resolve(NAME)
                        .resolve("contee.yaml"),
                run.resolve(NAME),
                state.resolve("log"),
                state.resolve("pods"),
                state.resolve("collect"),
                cache.resolve("libvirt/qemu/log"),
                "qemu:///session",
                GuestUser.detect());
    }

    /** Returns the directory in a variable; relative paths are ignored, as the specification requires. */
    private static Optional<Path> directory(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> value.startsWith("/"))
                .map(Path::of);
    }
}
