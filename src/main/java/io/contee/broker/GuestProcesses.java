package io.contee.broker;

import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Identifies the QEMU processes of running domains. Any thread may call it. */
@FunctionalInterface
public interface GuestProcesses {

    /**
     * Checks that a process is the domain's QEMU.
     *
     * @param pid the process id, as this process sees it
     * @throws ConteeException if it is not, or that cannot be found out; its message is only the reason
     */
    void check(int pid, DomainId domain);

    /** Returns whether a process is known to be the domain's QEMU. */
    default boolean has(int pid, DomainId domain) {
        try {
            check(pid, domain);
            return true;
        } catch (ConteeException e) {
            return false;
        }
    }

    /**
     * Returns the processes that libvirt has recorded. libvirt writes a guest's pid file before it lets QEMU run, and
     * only root may change it; anything that a process itself provides, such as its command line, could be forged.
     *
     * @param pidDir libvirt's directory of the pid files of running domains
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
