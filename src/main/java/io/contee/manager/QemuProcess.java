package io.contee.manager;

import io.contee.model.ConteeException;
import io.contee.net.Processes;
import io.contee.net.PtyMaster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The process of a guest, as /proc shows it.
 *
 * @param dir its directory there
 * @param arguments its command line
 */
record QemuProcess(Path dir, List<String> arguments) {

    private static final Pattern LOGFILE = Pattern.compile("(?:^|,)logfile=([^,]+)");

    /** Finds it by the domain's UUID, which libvirt gives to every QEMU; empty if none, or more than one, has it. */
    static Optional<QemuProcess> find(UUID domain) {
        List<QemuProcess> found = Processes.all().stream()
                .map(dir -> new QemuProcess(dir, Processes.commandLine(dir)))
                .filter(process -> process.option("-uuid", value -> value.equals(domain.toString()))
                        .isPresent())
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private Optional<String> option(String name, Predicate<String> wanted) {
        for (int i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).equals(name) && wanted.test(arguments.get(i + 1))) {
                return Optional.of(arguments.get(i + 1));
            }
        }
        return Optional.empty();
    }

    /**
     * Returns where QEMU's arguments direct the log of a console's chardev: a set of descriptors from libvirt, or a
     * file.
     */
    Optional<String> logfile(String alias) {
        return option("-chardev", value -> (value + ",").contains(",id=char" + alias + ","))
                .map(LOGFILE::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1));
    }

    /**
     * Copies the master of one of QEMU's ptys.
     *
     * @throws ConteeException if it has no such pty, or contee has no right to copy it
     */
    PtyMaster copyMaster(String pty) {
        String index = "tty-index:\t" + pty.substring(pty.lastIndexOf('/') + 1);
        try (Stream<Path> infos = Files.list(dir.resolve("fdinfo"))) {
            for (Path info : infos.toList()) {
                if (Files.readString(info).lines().anyMatch(index::equals)) {
                    return PtyMaster.copyOf(
                            Integer.parseInt(dir.getFileName().toString()),
                            Integer.parseInt(info.getFileName().toString()));
                }
            }
        } catch (IOException e) {
            throw new ConteeException(ConteeException.reason(e), e);
        }
        throw new ConteeException("process " + dir.getFileName() + " does not have " + pty);
    }
}
