package io.contee.doctor;

import io.contee.model.ConteeException;
import io.contee.model.Layout;
import io.contee.model.OneLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks whether QEMU's user can reach the sockets that contee makes for guests: through every directory on the way,
 * and into each socket.
 *
 * @param consolesDir the directory of the consoles' sockets
 * @param access what QEMU's user may do
 */
record SocketDirectoriesCheck(Path consolesDir, GuestAccess access) implements Check {

    @Override
    public String name() {
        return "socket directories";
    }

    @Override
    public List<Finding> examine() {
        List<Path> paths = paths();
        List<Path> refused;
        try {
            refused = access.refused(paths);
        } catch (ConteeException e) {
            return List.of(unknown(e.getMessage(), "run it as root"));
        }
        if (refused.isEmpty()) {
            long sockets =
                    paths.stream().filter(path -> !Files.isDirectory(path)).count();
            return List.of(ok("QEMU's user " + access.user() + " gets to " + consolesDir + " and the " + sockets
                    + " guest sockets there"));
        }
        return refused.stream()
                .filter(path -> path.getParent() == null || !refused.contains(path.getParent()))
                .map(this::refusal)
                .toList();
    }

    private Finding refusal(Path path) {
        if (Files.isDirectory(path)) {
            return problem(
                    "QEMU's user " + access.user() + " may not pass through " + OneLine.of(path.toString()) + " ("
                            + mode(path) + ")",
                    "guests whose sockets are below it start, and never connect: what they print is lost",
                    "chmod a+x " + ShellWord.of(path.toString()) + ", or setfacl -m u:" + access.user() + ":x "
                            + ShellWord.of(path.toString()));
        }
        return problem(
                "QEMU's user " + access.user() + " may not use " + OneLine.of(path.toString()) + " (" + mode(path)
                        + ")",
                "its guest connects no more once it has lost its connection: what it prints is lost",
                "check guestUser, and restart contee, which makes its sockets anew");
    }

    private static String mode(Path path) {
        try {
            PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
            return PosixFilePermissions.toString(attributes.permissions()) + " "
                    + attributes.owner().getName() + ":" + attributes.group().getName();
        } catch (IOException e) {
            return ConteeException.reason(e);
        }
    }

    /** The directories on the way, from the root down, and what contee has made so far. */
    private List<Path> paths() {
        List<Path> paths = new ArrayList<>();
        for (Path path = consolesDir; path != null; path = path.getParent()) {
            if (Files.exists(path)) {
                paths.add(0, path);
            }
        }
        for (Path domain : entries(consolesDir)) {
            paths.add(domain);
            entries(domain).stream()
                    .filter(entry -> entry.toString().endsWith(Layout.GUEST_SOCKET))
                    .forEach(paths::add);
        }
        return paths;
    }

    private static List<Path> entries(Path directory) {
        if (!Files.isReadable(directory) || !Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            return List.of(); // a domain has just ended
        }
    }
}
