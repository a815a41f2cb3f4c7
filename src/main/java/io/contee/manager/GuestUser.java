package io.contee.manager;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.util.List;
import java.util.Optional;

/** Finds the user that libvirt's system daemon runs QEMU as. */
final class GuestUser {

    /** As Debian, and as Fedora, Red Hat and SUSE build libvirt. */
    private static final List<String> PACKAGED = List.of("libvirt-qemu", "qemu");

    private GuestUser() {}

    /** The one of the host's libvirt package; empty where there is none, and QEMU runs as root. */
    static Optional<String> detect() {
        return PACKAGED.stream().filter(GuestUser::exists).findFirst();
    }

    private static boolean exists(String user) {
        try {
            FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
