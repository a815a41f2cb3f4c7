package io.contee.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks whether a security module stands between QEMU and contee.
 *
 * @param sys where sysfs is mounted
 */
record SecurityModuleCheck(Path sys) implements Check {

    @Override
    public String name() {
        return "security module";
    }

    @Override
    public List<Finding> examine() {
        if (holds(sys.resolve("fs/selinux/enforce"), "1")) {
            return List.of(warning(
                    "SELinux is enforcing",
                    "contee is not tested with it: QEMU (svirt_t) may be denied the connection to contee's sockets",
                    "if guests do not connect, look for denials: ausearch -m avc -ts recent"));
        }
        if (holds(sys.resolve("module/apparmor/parameters/enabled"), "Y")) {
            return List.of(
                    ok("AppArmor is on: libvirt allows each guest the sockets that its XML names when it starts"));
        }
        return List.of(ok("neither SELinux nor AppArmor stands between QEMU and contee"));
    }

    private static boolean holds(Path file, String value) {
        try {
            return Files.readString(file).strip().equals(value);
        } catch (IOException e) {
            return false; // the module is not there
        }
    }
}
