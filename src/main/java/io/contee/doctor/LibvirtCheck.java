package io.contee.doctor;

import io.contee.libvirt.LibvirtInventory;
import io.contee.libvirt.LibvirtVersion;
import io.contee.model.OneLine;
import java.util.List;

/** Checks whether libvirt answers, and is one that contee supports. */
record LibvirtCheck(LibvirtAnswer answer) implements Check {

    private static final LibvirtVersion OLDEST = new LibvirtVersion(9, 0, 0);

    @Override
    public String name() {
        return "libvirt";
    }

    @Override
    public List<Finding> examine() {
        String uri = OneLine.of(answer.uri());
        if (answer.inventory().isEmpty()) {
            return List.of(problem(
                    "libvirt does not answer at " + uri,
                    OneLine.of(answer.failure()),
                    "check that libvirtd runs and that you may use it: virsh -c " + uri + " version"));
        }
        LibvirtInventory inventory = answer.inventory().get();
        if (inventory.libvirt().compareTo(OLDEST) < 0) {
            return List.of(warning(
                    "libvirt at " + uri + " is version " + inventory.libvirt(),
                    "contee is tested with libvirt " + OLDEST + " and later ones",
                    "upgrade libvirt"));
        }
        if (inventory.qemu().isEmpty()) {
            return List.of(warning(
                    "libvirt " + inventory.libvirt() + " at " + uri + " finds no QEMU",
                    "guests of this host's own architecture cannot start",
                    "install QEMU, for example: apt-get install qemu-system-x86"));
        }
        return List.of(ok("libvirt " + inventory.libvirt() + " at " + uri + " with QEMU "
                + inventory.qemu().get()));
    }
}
