package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.Layout.SocketDir;
import io.contee.net.EventLoop;
import io.contee.net.UnixListener;
import io.contee.net.UnixListener.Ownership;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The paths and owners of the consoles' sockets: one directory for each domain, which others may traverse but not list;
 * a guest socket that QEMU's user owns; a client socket that the clients' group may use.
 */
final class SocketPlaces {

    private static final int GUEST_MODE = 0600;
    private static final int CLIENT_MODE = 0660;
    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");

    private final Path dir;
    private final Optional<String> guestUser;
    private final Optional<String> clientGroup;
    private final KeptDescriptors kept;

    /** @param kept holds the listeners of an earlier process, and keeps new ones */
    SocketPlaces(BrokerSettings settings, KeptDescriptors kept) {
        this.kept = kept;
        dir = settings.directories().run().consoles();
        guestUser = settings.guests().user();
        clientGroup = settings.groups().write();
    }

    Path domainDir(UUID domain) {
        return SocketDir.of(dir, domain).path();
    }

    private SocketDir files(ConsoleId console) {
        return SocketDir.of(dir, console.domain().uuid());
    }

    Path clientSocket(ConsoleId console) {
        return files(console).clientSocket(console.alias());
    }

    /** Returns the file of a console's page. */
    Path page(ConsoleId console) {
        return files(console).page(console.alias());
    }

    /** Returns the file of a console's input that the next process will write to the guest. */
    Path typedAhead(ConsoleId console) {
        return files(console).typed(console.alias());
    }

    /** Returns the domains that have a directory. */
    List<UUID> domains() {
        try (Stream<Path> dirs = Files.list(dir)) {
            return dirs.flatMap(path -> uuid(path.getFileName().toString()).stream())
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private static Optional<UUID> uuid(String name) {
        try {
            return Optional.of(UUID.fromString(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Makes the directory of a domain's sockets, if it does not exist. */
    Path makeDomainDir(UUID domain) {
        Path made = domainDir(domain);
        try {
            Files.createDirectories(made, PosixFilePermissions.asFileAttribute(PASSABLE));
            // The umask may have removed the permissions of QEMU's user.
            Files.setPosixFilePermissions(dir, PASSABLE);
            Files.setPosixFilePermissions(made, PASSABLE);
            return made;
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot make the socket directory " + made + ": " + ConteeException.reason(e)
                            + ": check runDir and its permissions",
                    e);
        }
    }

    UnixListener listenForGuest(Path socket, KeptConsole console) {
        return listenForGuest(socket, GUEST_MODE, console);
    }

    private UnixListener listenForGuest(Path socket, int mode, KeptConsole console) {
        return listen(socket, mode, console, path -> {
            if (guestUser.isPresent()) {
                UserPrincipal owner = lookup(path).lookupPrincipalByName(guestUser.get());
                Files.setOwner(path, owner);
            }
        });
    }

    /** Opens the shared socket for the QEMUs of many domains. */
    SharedSocket listenForMany(Path socket, GuestProcesses guests, EventLoop loop) {
        KeptConsole shared = KeptConsole.ofMany(kept);
        UnixListener listener = listenForGuest(socket, SharedSocket.MODE, shared);
        int owner = owner(socket);
        return new SharedSocket(loop, listener, uid -> isGuestUid(uid, owner), guests, shared);
    }

    private static UnixListener listen(Path socket, int mode, KeptConsole console, Ownership ownership) {
        return console.restoreListener(socket).orElseGet(() -> {
            UnixListener made = UnixListener.bind(socket, mode, ownership);
            console.storeListener(made);
            return made;
        });
    }

    /** Returns the kept descriptors of a console. */
    KeptConsole kept(ConsoleId console) {
        return new KeptConsole(kept, console);
    }

    UnixListener listenForClients(ConsoleId console) {
        return listen(clientSocket(console), CLIENT_MODE, kept(console), path -> {
            if (clientGroup.isPresent()) {
                GroupPrincipal group = lookup(path).lookupPrincipalByGroupName(clientGroup.get());
                Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(group);
            }
        });
    }

    private static UserPrincipalLookupService lookup(Path path) {
        return path.getFileSystem().getUserPrincipalLookupService();
    }

    /** Returns whether a process of this user may be the guest at a socket that {@link #listenForGuest} has opened. */
    static boolean isGuestUid(int uid, int socketOwner) {
        return uid == 0 || uid == socketOwner;
    }

    private static int owner(Path socket) {
        try {
            return (int) Files.getAttribute(socket, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        } catch (IOException e) {
            throw new ConteeException("cannot examine the socket " + socket + ": " + ConteeException.reason(e), e);
        }
    }

    /** Removes a domain's directory and the files in it. */
    void removeDomainDir(UUID domain) throws IOException {
        Path gone = domainDir(domain);
        if (Files.isDirectory(gone, LinkOption.NOFOLLOW_LINKS)) {
            try (Stream<Path> files = Files.list(gone)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
            }
            Files.deleteIfExists(gone);
        }
    }
}
