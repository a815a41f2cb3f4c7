package io.contee.doctor;

import io.contee.config.UserDirectories;
import io.contee.model.Layout.RunDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The files of libvirt's daemons and contee's hook that the checks look for.
 *
 * @param pidDir where the daemon puts its pid file
 * @param virtlogd virtlogd's socket
 * @param virtlogdSettings virtlogd's configuration
 * @param hookSettings the hook's settings
 * @param hookSocket where the hook asks contee if its settings do not say
 */
record LibvirtPlaces(Path pidDir, Path virtlogd, Path virtlogdSettings, Path hookSettings, Path hookSocket) {

    private static final String RUN_DIR = "contee";

    static LibvirtPlaces system() {
        Path run = Path.of("/run");
        return new LibvirtPlaces(
                run,
                run.resolve("libvirt/virtlogd-sock"),
                Path.of("/etc/libvirt/virtlogd.conf"),
                Path.of("/etc/contee/hook.env"),
                new RunDir(run.resolve(RUN_DIR)).controlSocket());
    }

    static LibvirtPlaces session(Map<String, String> environment, long uid) {
        UserDirectories own = UserDirectories.of(environment);
        Path libvirt = own.run().resolve("libvirt");
        // The hook knows none of these variables.
        Path login = Path.of("/run/user/" + uid);
        Path hookRun = Files.isDirectory(login) ? login : own.home().resolve(".cache");
        return new LibvirtPlaces(
                libvirt,
                libvirt.resolve("virtlogd-sock"),
                own.config().resolve("libvirt/virtlogd.conf"),
                own.home().resolve(".config/contee/hook.env"),
                new RunDir(hookRun.resolve(RUN_DIR)).controlSocket());
    }
}
