package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.net.EventLoop;
import io.contee.net.UnixListener;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Where the sockets of consoles are and whose they are: one directory for each domain, which others may pass through
 * but not list; a guest socket that QEMU's user owns; a client socket that the clients' group may use.
 */
final class SocketPlaces {

    private static final int GUEST_MODE = 0600;
    private static final int CLIENT_MODE = 0660;
    private static final Set<PosixFilePermission> PASSABLE = PosixFilePermissions.fromString("rwx--x--x");
    private static final String CLIENT_SUFFIX = ".client";

    private final Path dir;
    private final Optional<String> guestUser;
    private final Optional<String> clientGroup;

    SocketPlaces(BrokerSettings settings) {
        dir = settings.consolesDir();
        guestUser = settings.guestUser();
        clientGroup = settings.clientGroup();
    }

    Path domainDir(UUID domain) {
        return dir.resolve(domain.toString());
    }

    Path clientSocket(ConsoleId console) {
        return domainDir(console.domain().uuid()).resolve(console.alias() + CLIENT_SUFFIX);
    }

    /** Makes the directory of a domain's sockets, if it is not there. */
    Path makeDomainDir(UUID domain) {
        Path made = domainDir(domain);
        try {
            Files.createDirectories(made, PosixFilePermissions.asFileAttribute(PASSABLE));
            // The umask may have closed them to QEMU's user.
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

    UnixListener listenForGuest(Path socket) {
        return listenForGuest(socket, GUEST_MODE);
    }

    private UnixListener listenForGuest(Path socket, int mode) {
        return UnixListener.bind(socket, mode, path -> {
            if (guestUser.isPresent()) {
                UserPrincipal owner = lookup(path).lookupPrincipalByName(guestUser.get());
                Files.setOwner(path, owner);
            }
        });
    }

    /** Listens for the QEMUs of many domains. */
    SharedSocket listenForMany(Path socket, GuestProcesses guests, EventLoop loop) {
        UnixListener listener = listenForGuest(socket, SharedSocket.MODE);
        int owner = owner(socket);
        return new SharedSocket(loop, listener, uid -> isGuestUid(uid, owner), guests);
    }

    UnixListener listenForClients(ConsoleId console) {
        return UnixListener.bind(clientSocket(console), CLIENT_MODE, path -> {
            if (clientGroup.isPresent()) {
                GroupPrincipal group = lookup(path).lookupPrincipalByGroupName(clientGroup.get());
                Files.getFileAttributeView(path, PosixFileAttributeView.class).setGroup(group);
            }
        });
    }

    private static UserPrincipalLookupService lookup(Path path) {
        return path.getFileSystem().getUserPrincipalLookupService();
    }

    /** Whether a process of this user may be the guest at a socket that {@link #listenForGuest} made. */
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

    /** Removes a domain's directory and what is in it. */
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
