package io.contee.broker;

import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Knows which process is the QEMU of a running domain. Any thread may call it. */
@FunctionalInterface
public interface GuestProcesses {

    /**
     * Checks that a process is the domain's QEMU.
     *
     * @param pid the process id, as this process sees it
     * @throws ConteeException if it is not, or that cannot be found out, with the reason alone as its message
     */
    void check(int pid, DomainId domain);

    /** Returns whether a process is the domain's QEMU, as far as that can be found out. */
    default boolean has(int pid, DomainId domain) {
        try {
            check(pid, domain);
            return true;
        } catch (ConteeException e) {
            return false;
        }
    }

    /**
     * Those that libvirt has recorded. It writes a guest's pid file before it lets QEMU begin, and only root may change
     * it; all that a process says of itself, as by its command line, could be a lie.
     *
     * @param pidDir where libvirt has the pid file of each running domain
     */
    static GuestProcesses recordedIn(Path pidDir) {
        return (pid, domain) -> {
            Path file = pidDir.resolve(domain.name() + ".pid");
            String recorded;
            try {
                recorded = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            } catch (IOException e) {
                throw new ConteeException(
                        "libvirt's record of it cannot be read: " + ConteeException.reason(e)
                                + ": check guestPidDir, and that contee may read it",
                        e);
            }
            if (!recorded.equals(Integer.toString(pid))) {
                throw new ConteeException("it is not the guest's QEMU by libvirt's record " + file);
            }
        };
    }
}
