package io.contee.domainxml;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.Layout;
import io.contee.model.OneLine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The paths of consoles' sockets and log files, and the owner of a path found in a domain. Paths from XML are compared
 * as text: they cannot become a {@link Path} in every locale, and hooks run in the C locale.
 */
final class ConsolePaths {

    /**
     * The longest path that fits into sockaddr_un with its final NUL, in bytes. With a longer path QEMU starts, but
     * never connects.
     */
    private static final int MAX_SOCKET_BYTES = 107;

    private static final Pattern MADE_ELSEWHERE =
            Pattern.compile("/.*/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[^/]+\\.guest");

    private final String consoles;
    private final String logs;

    /** @throws ConteeException if a directory is not absolute */
    ConsolePaths(Path consoles, Path logs) {
        this.consoles = prefix("consoles directory", consoles);
        this.logs = prefix("pty log directory", logs);
    }

    private static String prefix(String what, Path directory) {
        if (!directory.isAbsolute()) {
            throw new ConteeException(what + " " + OneLine.quoted(directory.toString())
                    + " is not absolute: give it from the root, for QEMU and virtlogd run elsewhere");
        }
        String normal = directory.normalize().toString();
        return normal.endsWith("/") ? normal : normal + "/";
    }

    /**
     * Returns the guest socket of a console.
     *
     * @throws ConteeException if it is too long for a socket, or the alias is not usable
     */
    String socket(UUID uuid, ConsoleSlot slot) {
        String path = consoles + uuid + "/" + checked(uuid, slot) + Layout.GUEST_SOCKET;
        int bytes = path.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_SOCKET_BYTES) {
            throw new ConteeException("socket path '" + OneLine.of(path, 4096) + "' has " + bytes
                    + " bytes, and a socket's can have " + MAX_SOCKET_BYTES
                    + ": set a shorter runDir, or a shorter alias");
        }
        return path;
    }

    /**
     * Returns the log file of a console in pty mode.
     *
     * @throws ConteeException if the alias is not usable
     */
    String log(UUID uuid, ConsoleSlot slot) {
        return logs + uuid + "/" + checked(uuid, slot) + Layout.LOG;
    }

    private static String checked(UUID uuid, ConsoleSlot slot) {
        return new ConsoleId(new DomainId(uuid, "domain"), slot.alias()).alias();
    }

    /** Returns whether a path is below the pty log directory, whatever domain or console it names. */
    boolean isLog(String path) {
        return path.startsWith(logs);
    }

    /** Returns the alias of the console for which contee made a chardev's socket or log. */
    Optional<String> aliasInPath(Chardev chardev) {
        return (isContees(chardev, true)
                        ? chardev.source().flatMap(Chardev.Source::path)
                        : chardev.log().map(Chardev.Log::file).filter(this::isLog))
                .map(path -> path.substring(path.lastIndexOf('/') + 1))
                .filter(file -> file.contains("."))
                .map(file -> file.substring(0, file.lastIndexOf('.')));
    }

    /**
     * Returns whether a chardev connects to contee, whatever domain or console its path names.
     *
     * @param rewritten whether the domain has contee's record; then a path that only looks like contee's is treated as
     *     made under another configuration
     */
    boolean isContees(Chardev chardev, boolean rewritten) {
        return chardev.type().equals("unix")
                && chardev.source()
                        .filter(source -> !source.mode().equals(Optional.of("bind")))
                        .flatMap(Chardev.Source::path)
                        .filter(path -> path.startsWith(consoles)
                                || (rewritten && MADE_ELSEWHERE.matcher(path).matches()))
                        .isPresent();
    }
}
