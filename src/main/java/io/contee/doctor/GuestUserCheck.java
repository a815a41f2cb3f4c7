package io.contee.doctor;

import io.contee.config.HostNames;
import io.contee.model.OneLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Checks whether libvirt runs QEMU as the user that contee makes its sockets for.
 *
 * @param qemuConf libvirt's qemu.conf
 * @param configured the user that contee makes its sockets for, if that is not its own
 */
record GuestUserCheck(Path qemuConf, Optional<String> configured) implements Check {

    private static final Pattern USER = Pattern.compile("(?m)^[ \t]*user[ \t]*=[ \t]*[\"']?\\+?([^\"'\r\n]+)[\"']?");
    private static final String CONSEQUENCE = "guests start, and cannot connect to contee: what they print is lost";

    @Override
    public String name() {
        return "guest user";
    }

    @Override
    public List<Finding> examine() {
        if (configured.isPresent() && !HostNames.isUser(configured.get())) {
            return List.of(problem(
                    "there is no user " + OneLine.quoted(configured.get()) + ", which guestUser names",
                    "contee does not start",
                    "set guestUser to the user that QEMU runs as, see 'user' in " + qemuConf));
        }
        Optional<String> stated = Optional.empty();
        if (Files.exists(qemuConf)) {
            try {
                stated = USER.matcher(Files.readString(qemuConf, StandardCharsets.ISO_8859_1))
                        .results()
                        .map((MatchResult match) -> match.group(1))
                        .reduce((former, later) -> later);
            } catch (IOException e) {
                return List.of(unknown("you may not read " + qemuConf, "run it as root"));
            }
        }
        String own = configured.orElse("root");
        if (stated.isEmpty()) {
            return List.of(ok("QEMU runs as libvirt's default user, and contee's sockets are for " + own));
        }
        String user = stated.get().strip();
        if (user.equals(own) || user.equals("root") || user.equals("0")) {
            return List.of(ok("QEMU runs as " + OneLine.of(user) + ", and contee's sockets are for " + own));
        }
        if (user.matches("[0-9]+")) {
            return List.of(unknown(
                    qemuConf + " has QEMU run as user number " + user + ", and contee's sockets are for " + own,
                    "compare it with: id -u " + OneLine.of(own)));
        }
        return List.of(problem(
                qemuConf + " has QEMU run as " + OneLine.quoted(user) + ", and contee's sockets are for " + own,
                CONSEQUENCE,
                "set guestUser to " + OneLine.of(user) + " and restart contee"));
    }
}
