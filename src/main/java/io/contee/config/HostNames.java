package io.contee.config;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.List;

/** Checks that the users and groups named in a configuration exist on this host. */
public final class HostNames {

    private HostNames() {}

    /**
     * Checks the names whose absence would otherwise show only when a socket or a log is created for a starting guest.
     *
     * @throws ConteeException that names all that are missing
     */
    public static void check(ConteeConfig config) {
        List<String> faults = new ArrayList<>();
        config.guests()
                .user()
                .filter(user -> !isUser(user))
                .ifPresent(user -> faults.add("guestUser: there is no user " + OneLine.quoted(user)
                        + ": give the one that QEMU runs as, see 'user' in /etc/libvirt/qemu.conf"));
        config.logs()
                .files()
                .owner()
                .filter(user -> !isUser(user))
                .ifPresent(user -> faults.add("logFile.owner: there is no user " + OneLine.quoted(user)));
        config.logs()
                .files()
                .group()
                .filter(group -> !isGroup(group))
                .ifPresent(group -> faults.add("logFile.group: there is no group " + OneLine.quoted(group)));
        if (!faults.isEmpty()) {
            throw new ConteeException("cannot use the configuration: " + String.join("; ", faults));
        }
    }

    /** Returns whether a user with this name or number exists. */
    public static boolean isUser(String name) {
        try {
            names().lookupPrincipalByName(name);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isGroup(String name) {
        try {
            names().lookupPrincipalByGroupName(name);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static UserPrincipalLookupService names() {
        return FileSystems.getDefault().getUserPrincipalLookupService();
    }
}
