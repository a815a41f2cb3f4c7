package io.contee.doctor;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.Rewriter;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.Directories;
import io.contee.model.LogKind;
import io.contee.model.LogSettings;
import io.contee.model.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Examines a host and explains what it finds. It changes nothing, and needs neither contee nor libvirt to run. */
public final class Doctor {

    private static final Path HOOKS = Path.of("/etc/libvirt/hooks");
    private static final Path QEMU_CONF = Path.of("/etc/libvirt/qemu.conf");
    private static final Path SYS = Path.of("/sys");
    private static final Path SELF = Path.of("/proc/self");

    private Doctor() {}

    /**
     * Makes all checks.
     *
     * @param config the configuration of the contee to examine
     * @param environment this process's environment variables
     * @param controlSocket where that contee answers
     */
    public static List<Finding> examine(ConteeConfig config, Map<String, String> environment, Path controlSocket) {
        List<Finding> findings = new ArrayList<>();
        for (Check check : checks(config, environment, controlSocket)) {
            try {
                findings.addAll(check.examine());
            } catch (ConteeException e) {
                findings.add(check.unknown(e.getMessage(), "run it as root"));
            }
        }
        return findings;
    }

    private static List<Check> checks(ConteeConfig config, Map<String, String> environment, Path controlSocket) {
        long uid = uid();
        LibvirtPlaces places = config.session() ? LibvirtPlaces.session(environment, uid) : LibvirtPlaces.system();
        HookDirectory hooks = new HookDirectory(HOOKS);
        LibvirtAnswer libvirt = LibvirtAnswer.ask(config.libvirtUri());
        DaemonAnswer daemon = DaemonAnswer.ask(controlSocket);
        Rewriter rewriter = Rewriter.of(
                config.directories(), config.session(), config.domains().ptyLog());
        boolean ptys =
                (config.domains().mode() == ConsoleMode.PTY && config.domains().ptyLog())
                        || PtyModeUse.any(libvirt, rewriter);
        List<Check> checks = new ArrayList<>(List.of(
                new LibvirtCheck(libvirt),
                new HookCheck(hooks, shippedHook(), searchPath(environment)),
                new OtherHooksCheck(hooks),
                new HookNoticedCheck(
                        hooks,
                        LibvirtProcess.find(places.pidDir()),
                        daemon.status().flatMap(status -> status.lastHookCall())),
                new HookSettingsCheck(
                        places.hookSettings(),
                        places.hookSocket().toString(),
                        config.directories().run().controlSocket()),
                new DaemonCheck(daemon, Version.own()),
                new SocketPathsCheck(config.directories().run().consoles()),
                new SocketDirectoriesCheck(
                        config.directories().run().consoles(),
                        GuestAccess.of(config.guests().user(), uid == 0)),
                new VirtlogdCheck(ptys, places.virtlogd(), config.session()),
                new VirtlogdLimitsCheck(ptys, places.virtlogdSettings()),
                new SecurityModuleCheck(SYS)));
        checks.addAll(logChecks(config));
        if (!config.session()) {
            checks.add(new GuestUserCheck(QEMU_CONF, config.guests().user()));
        }
        checks.add(new GuestsCheck(libvirt, daemon, rewriter));
        return checks;
    }

    private static List<Check> logChecks(ConteeConfig config) {
        List<Check> checks = new ArrayList<>();
        LogSettings logs = config.logs();
        Directories directories = config.directories();
        boolean raw = logs.kinds().contains(LogKind.RAW);
        if (raw) {
            checks.add(new LogDirectoryCheck(
                    "raw logs", "logDir", directories.logs().path(), logs.raw()));
        }
        if (logs.kinds().contains(LogKind.POD)) {
            checks.add(new LogDirectoryCheck("pod logs", "podLogDir", directories.podLogs(), logs.pod()));
            if (!raw || !directories.ownPodLogs().startsWith(directories.logs().path())) {
                checks.add(new LogDirectoryCheck(
                        "logs of domains without a pod", "ownPodLogDir", directories.ownPodLogs(), logs.pod()));
            }
            checks.add(new PodLogRotationCheck(logs.pod()));
            checks.add(new KubeletDirectoryCheck(directories.podLogs(), directories.ownPodLogs()));
        }
        return checks;
    }

    private static long uid() {
        try {
            return ((Integer) Files.getAttribute(SELF, "unix:uid")).longValue();
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot find out which user this is: " + ConteeException.reason(e) + ": mount /proc", e);
        }
    }

    private static List<Path> searchPath(Map<String, String> environment) {
        return Arrays.stream(Optional.ofNullable(environment.get("PATH"))
                        .orElse("/usr/bin:/bin")
                        .split(":"))
                .map(Path::of)
                .toList();
    }

    private static String shippedHook() {
        try (InputStream in = Doctor.class.getResourceAsStream("qemu")) {
            if (in == null) {
                throw new ConteeException("the hook is missing: this build of contee is incomplete");
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new ConteeException("cannot read the hook of this build: " + ConteeException.reason(e), e);
        }
    }
}
