package io.contee.libvirt;

import io.contee.net.Processes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The memory of running guests, as the kernel reports it for their QEMUs: libvirt's own figure is the same one, but it
 * asks QEMU's monitor for more, which may hang. Any thread may call it.
 */
public final class GuestMemory {

    private static final Logger LOG = LoggerFactory.getLogger(GuestMemory.class);
    private static final String SUFFIX = ".pid";
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+([0-9]+) kB$");

    private final Path pidDir;

    /** @param pidDir where libvirt has a file {@code DOMAIN.pid} for each running domain */
    public GuestMemory(Path pidDir) {
        this.pidDir = pidDir;
    }

    /** The bytes that each running guest's QEMU has in memory, by domain name; none where libvirt has no guests. */
    public Map<String, Long> residentBytes() {
        Map<String, Long> found = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(pidDir, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                String domain = name.substring(0, name.length() - SUFFIX.length());
                resident(file, domain).ifPresent(bytes -> found.put(domain, bytes));
            }
        } catch (IOException e) {
            LOG.debug("cannot list {}: {}", pidDir, e.toString());
        }
        return found;
    }

    /** Returns the same of one guest; empty if it does not run, or that cannot be read. */
    public OptionalLong residentBytes(String domain) {
        try {
            return resident(pidDir.resolve(domain + SUFFIX), domain)
                    .map(OptionalLong::of)
                    .orElseGet(OptionalLong::empty);
        } catch (InvalidPathException e) {
            return OptionalLong.empty();
        }
    }

    private static Optional<Long> resident(Path file, String domain) {
        return pid(file).flatMap(pid -> resident(pid, domain));
    }

    private static Optional<Integer> pid(Path file) {
        try {
            return Optional.of(Integer.valueOf(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty(); // the guest is just beginning, or ending
        }
    }

    private static Optional<Long> resident(int pid, String domain) {
        // A file that a crash left may have the id of another process by now.
        String name = "guest=" + domain.replace(",", ",,");
        boolean itself = Processes.commandLine(pid).stream()
                .anyMatch(argument -> argument.equals(name) || argument.startsWith(name + ","));
        if (!itself) {
            return Optional.empty();
        }
        try {
            Matcher matcher = RESIDENT.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
            return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1)) << 10) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // it has ended
        }
    }
}
