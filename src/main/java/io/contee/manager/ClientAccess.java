package io.contee.manager;

import io.contee.model.ClientGroups;
import io.contee.model.ConteeException;
import io.contee.net.AccessList;
import io.contee.net.UserGroups;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;

/**
 * The rights of clients: root and contee's own user may do everything, others what their groups permit. The kernel
 * identifies the peer of a connection. Any thread may call it.
 */
public final class ClientAccess {

    private static final String SOCKET_MODE = "rw-rw----";

    private final ClientGroups groups;
    private final List<UserPrincipal> trusted;

    /** @throws ConteeException if the host cannot name the user that runs contee */
    public ClientAccess(ClientGroups groups) {
        this.groups = groups;
        try {
            // No user has the name 0: it is parsed as a number.
            UserPrincipal root =
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("0");
            this.trusted = List.of(root, Files.getOwner(Path.of("/proc/self")));
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot find out which user contee runs as: " + ConteeException.reason(e) + ": mount /proc", e);
        }
    }

    /** Returns whether a user is root or contee's own. */
    public boolean isTrusted(UserPrincipal user) {
        return trusted.contains(user);
    }

    /** Returns whether a user whose process is in a group may do something. */
    public boolean allows(UserPrincipal user, GroupPrincipal group, Permission permission) {
        return isTrusted(user)
                || isMember(user, group, groups.control())
                || (permission != Permission.CONTROL && isMember(user, group, groups.write()))
                || (permission == Permission.READ && isMember(user, group, groups.read()));
    }

    private static boolean isMember(UserPrincipal user, GroupPrincipal group, Optional<String> wanted) {
        return wanted.isPresent()
                && (group.getName().equals(wanted.get()) || UserGroups.contains(wanted.get(), user.getName()));
    }

    /** Returns who may do something, for a message. */
    public static String describe(Permission permission) {
        return switch (permission) {
            case READ -> "that is for root and the members of readGroup, clientGroup and controlGroup";
            case WRITE -> "that is for root and the members of clientGroup and controlGroup";
            case CONTROL -> "that is for root and the members of controlGroup";
        };
    }

    /**
     * Lets all who may do anything connect to a socket that nobody else can reach yet.
     *
     * @throws ConteeException if one of the groups does not exist
     * @throws IOException if the file system refuses it
     */
    public void admitTo(Path socket) throws IOException {
        List<Integer> ids = groups.all().stream().map(UserGroups::idOf).toList();
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString(SOCKET_MODE));
        if (ids.size() == 1) {
            Files.setAttribute(socket, "unix:gid", ids.get(0));
        } else if (!ids.isEmpty()) {
            AccessList.set(socket, ids);
        }
    }
}
