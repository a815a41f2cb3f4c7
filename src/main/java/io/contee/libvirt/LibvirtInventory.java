package io.contee.libvirt;

import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A libvirt and its domains at one moment, read over a separate connection.
 *
 * @param libvirt the version of the daemon
 * @param qemu the version of the emulator, where libvirt finds one
 * @param domains all domains, running or not
 */
public record LibvirtInventory(LibvirtVersion libvirt, Optional<LibvirtVersion> qemu, List<HostDomain> domains) {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtInventory.class);
    private static final int ALL = 0;

    /**
     * A domain.
     *
     * @param name its name
     * @param live its live XML, if it runs
     * @param definition its inactive XML without secrets, if it is persistent
     */
    public record HostDomain(String name, Optional<String> live, Optional<String> definition) {}

    /**
     * Reads the inventory.
     *
     * @param uri libvirt's
     * @param limit the longest time for libvirt to answer
     * @throws ConteeException if it cannot be asked, or exceeds the limit
     */
    public static LibvirtInventory read(String uri, Duration limit) {
        FutureTask<LibvirtInventory> reading = new FutureTask<>(() -> read(uri));
        // A libvirtd that hangs must block neither the caller nor the process's exit.
        DaemonThread.start("contee-libvirt-inventory", reading);
        try {
            return reading.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw failure(
                    uri,
                    cause instanceof LinkageError
                            ? "libvirt's client library is not installed (Debian: package libvirt0)"
                            : ConteeException.reason(cause),
                    e);
        } catch (TimeoutException e) {
            throw failure(uri, "it has not answered within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(uri, "interrupted", e);
        }
    }

    private static ConteeException failure(String uri, String reason, Exception cause) {
        return new ConteeException("cannot read the domains of libvirt at " + uri + ": " + reason, cause);
    }

    private static LibvirtInventory read(String uri) throws LibvirtException {
        LibvirtEvents.start();
        Connect libvirt = new Connect(uri);
        try {
            List<HostDomain> domains = new ArrayList<>();
            for (Domain domain : libvirt.listAllDomains(ALL)) {
                try {
                    domains.add(read(domain));
                } catch (LibvirtException e) {
                    LOG.debug("a domain ended while it was listed: {}", e.getMessage());
                } finally {
                    domain.free();
                }
            }
            return new LibvirtInventory(
                    LibvirtVersion.of(libvirt.getLibVersion()), qemuVersion(libvirt), List.copyOf(domains));
        } finally {
            libvirt.close();
        }
    }

    private static HostDomain read(Domain domain) throws LibvirtException {
        return new HostDomain(
                domain.getName(),
                domain.isActive() == 1 ? Optional.of(domain.getXMLDesc(0)) : Optional.empty(),
                domain.isPersistent() == 1
                        ? Optional.of(domain.getXMLDesc(Domain.XMLFlags.INACTIVE))
                        : Optional.empty());
    }

    private static Optional<LibvirtVersion> qemuVersion(Connect libvirt) {
        try {
            return Optional.of(libvirt.getVersion())
                    .filter(number -> number > 0)
                    .map(LibvirtVersion::of);
        } catch (LibvirtException e) {
            LOG.debug("libvirt finds no emulator: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
