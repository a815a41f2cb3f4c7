package io.contee.doctor;

import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Checks whether libvirtd knows that there are hooks: it looks for them when it starts and at SIGHUP, which leaves no
 * trace.
 *
 * @param hooks libvirt's hooks
 * @param libvirt the daemon, if it runs on this host
 * @param lastCall when the hook has called contee last
 */
record HookNoticedCheck(HookDirectory hooks, Optional<LibvirtProcess> libvirt, Optional<Instant> lastCall)
        implements Check {

    /** The largest error of a process's start time. */
    private static final Duration INACCURACY = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "hook noticed";
    }

    @Override
    public List<Finding> examine() {
        List<Path> executables = hooks.executables();
        if (executables.isEmpty()) {
            return List.of(unknown("there is no hook to notice", "see the check 'hook'"));
        }
        if (libvirt.isEmpty()) {
            return List.of(unknown(
                    "no libvirtd of this user runs on this host now; when it starts it will notice the hook",
                    "start libvirtd and run contee doctor again"));
        }
        LibvirtProcess process = libvirt.get();
        Instant started = process.started();
        String daemon = process.name() + " (process " + process.pid() + ")";
        if (lastCall.filter(call -> call.isAfter(started.plus(INACCURACY))).isPresent()) {
            return List.of(ok("the hook has called contee since " + daemon + " started"));
        }
        if (executables.stream().map(HookNoticedCheck::changed).anyMatch(started.minus(INACCURACY)::isAfter)) {
            return List.of(ok(daemon + " started when there was a hook already"));
        }
        return List.of(warning(
                "it is not known whether " + daemon + " has noticed the hook",
                "every hook has come or changed since it started, and none has called contee since: if it was not notified"
                        + " by SIGHUP, as libvirt-hooks/install does, it runs none of them",
                "start any guest and run contee doctor again, or to be sure: kill -HUP " + process.pid()));
    }

    /** The time of its last change: a move into place, or a change of mode, counts, too. */
    private static Instant changed(Path hook) {
        try {
            return ((FileTime) Files.getAttribute(hook, "unix:ctime")).toInstant();
        } catch (IOException e) {
            throw new ConteeException("cannot examine " + hook + ": " + ConteeException.reason(e), e);
        }
    }
}
