package io.contee.config;

import io.contee.model.ClientGroups;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import io.contee.net.UserGroups;
import java.util.List;
import java.util.Optional;

/** Finds the user that libvirt's system daemon runs QEMU as. */
public final class GuestUser {

    /** The users in libvirt's packages: of Debian, and of Fedora, Red Hat and SUSE. */
    private static final List<String> PACKAGED = List.of("libvirt-qemu", "qemu");

    private GuestUser() {}

    /** Returns the user of the host's libvirt package; empty if there is none, and QEMU runs as root. */
    static Optional<String> detect() {
        return PACKAGED.stream().filter(HostNames::isUser).findFirst();
    }

    /**
     * Ensures that no guest's process can be a client.
     *
     * @throws ConteeException if QEMU's user is in one of the clients' groups
     */
    public static void refuseAsClient(Optional<String> guestUser, ClientGroups groups) {
        for (String group : groups.all()) {
            if (guestUser.isPresent() && UserGroups.contains(group, guestUser.get())) {
                throw new ConteeException("QEMU's user " + OneLine.of(guestUser.get()) + " is in group "
                        + OneLine.of(group) + ", so each guest's process could be a client of all consoles: give"
                        + " readGroup, clientGroup and controlGroup groups of people");
            }
        }
    }
}
