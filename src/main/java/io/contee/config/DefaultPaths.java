package io.contee.config;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The default paths. As with libvirt's two daemons, root's are the system's, and another user's are below the user's
 * {@link UserDirectories}.
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
                    "cannot find out which user contee runs as: " + ConteeException.reason(e) + ": mount /proc", e);
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
        UserDirectories own = UserDirectories.of(environment);
        Path state = own.state().resolve(NAME);
        return new DefaultPaths(
                own.config().resolve(NAME).resolve("contee.yaml"),
                own.run().resolve(NAME),
                state.resolve("log"),
                state.resolve("pods"),
                state.resolve("collect"),
                own.cache().resolve("libvirt/qemu/log"),
                "qemu:///session",
                GuestUser.detect());
    }
}
