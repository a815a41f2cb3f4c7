package io.contee.doctor;

import io.contee.http.ConsoleView;
import io.contee.http.StatusView;
import io.contee.model.OneLine;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks whether contee serves.
 *
 * @param answer its answer
 * @param ownVersion the version of this process
 */
record DaemonCheck(DaemonAnswer answer, String ownVersion) implements Check {

    @Override
    public String name() {
        return "contee";
    }

    @Override
    public List<Finding> examine() {
        if (answer.status().isEmpty()) {
            if (Files.exists(answer.socket()) && !Files.isWritable(answer.socket())) {
                return List.of(unknown(
                        "you may not use the control socket " + answer.socket(),
                        "run it as root or as contee's user, or join the group that clientGroup names"));
            }
            return List.of(problem(
                    OneLine.of(answer.failure()),
                    "what guests print is lost until it answers; they run on, and connect when it does",
                    "start it, or restart it: systemctl restart contee (a user's own: systemctl --user), or contee"
                            + " serve"));
        }
        StatusView status = answer.status().get();
        if (!status.version().equals(ownVersion)) {
            return List.of(warning(
                    "contee " + OneLine.of(status.version()) + " serves at " + answer.socket() + ", and this is "
                            + ownVersion,
                    "it was not restarted after an upgrade, or there are two installations",
                    "restart it: guests run on, and connect again"));
        }
        if (!status.libvirtConnected()) {
            return List.of(problem(
                    "contee " + ownVersion + " serves at " + answer.socket() + " without a connection to libvirt",
                    "it serves what the hook reports, and cannot define, start or adopt guests",
                    "see the check 'libvirt', and contee's own log"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(ok("contee " + ownVersion + " serves at " + answer.socket()));
        for (ConsoleView console : answer.consoles()) {
            console.fault()
                    .ifPresent(why -> findings.add(problem(
                            "guest " + OneLine.of(console.domain()) + ", console " + OneLine.of(console.console())
                                    + ": " + OneLine.of(why),
                            "contee reads what virtlogd writes, and virtlogd opens a log only when its guest starts",
                            "shut the guest down and start it, or: contee adopt " + ShellWord.of(console.domain()))));
        }
        return findings;
    }
}
