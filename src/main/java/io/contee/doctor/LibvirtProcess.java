package io.contee.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The libvirt daemon of this host that runs guests.
 *
 * @param name libvirtd, or the modular virtqemud
 * @param pid its process id
 * @param started when it was started, by the kernel's count, which may be a second off
 */
record LibvirtProcess(String name, long pid, Instant started) {

    private static final List<String> NAMES = List.of("libvirtd", "virtqemud");

    /** @param pidDir where it puts its pid file */
    static Optional<LibvirtProcess> find(Path pidDir) {
        return NAMES.stream().flatMap(name -> find(pidDir, name)).findFirst();
    }

    private static Stream<LibvirtProcess> find(Path pidDir, String name) {
        try {
            long pid = Long.parseLong(
                    Files.readString(pidDir.resolve(name + ".pid")).strip());
            String runs = Files.readString(Path.of("/proc/" + pid + "/comm")).strip();
            return ProcessHandle.of(pid)
                    .filter(process -> runs.equals(name))
                    .flatMap(process -> process.info().startInstant())
                    .map(started -> new LibvirtProcess(name, pid, started))
                    .stream();
        } catch (IOException | NumberFormatException e) {
            return Stream.empty(); // no such daemon
        }
    }
}
