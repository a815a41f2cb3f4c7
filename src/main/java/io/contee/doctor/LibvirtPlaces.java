package io.contee.doctor;

import io.contee.model.Layout.RunDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

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
        Path home = directory(environment, "HOME").orElse(Path.of(System.getProperty("user.home")));
        Path libvirt = directory(environment, "XDG_RUNTIME_DIR")
                .or(() -> directory(environment, "XDG_CACHE_HOME"))
                .orElse(home.resolve(".cache"))
                .resolve("libvirt");
        // The hook knows none of these variables.
        Path login = Path.of("/run/user/" + uid);
        Path hookRun = Files.isDirectory(login) ? login : home.resolve(".cache");
        return new LibvirtPlaces(
                libvirt,
                libvirt.resolve("virtlogd-sock"),
                directory(environment, "XDG_CONFIG_HOME")
                        .orElse(home.resolve(".config"))
                        .resolve("libvirt/virtlogd.conf"),
                home.resolve(".config/contee/hook.env"),
                new RunDir(hookRun.resolve(RUN_DIR)).controlSocket());
    }

    private static Optional<Path> directory(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .filter(value -> value.startsWith("/"))
                .map(Path::of);
    }
}
