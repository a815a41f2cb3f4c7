package io.contee.libvirt;

import io.contee.model.ConteeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.event.DomainEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies a listener of what happens to domains: of all domains when a connection was opened, and from then on of what
 * libvirt's events hint at. The state of a domain is always read anew, because events may be overtaken by others.
 */
final class DomainEvents {

    private static final Logger LOG = LoggerFactory.getLogger(DomainEvents.class);
    private static final int ACTIVE = 1; // VIR_CONNECT_LIST_DOMAINS_ACTIVE
    private static final int PERSISTENT = 4; // VIR_CONNECT_LIST_DOMAINS_PERSISTENT

    /**
     * The time after a device's event at which the definition is looked at again. {@code virsh attach-device --live
     * --config} on libvirt 9.0 reports the device 2 to 21 ms before it writes the changed definition, which it does not
     * report.
     */
    static final long SETTLE_SECONDS = 2;

    /** The alias that a console may have; other devices are not reported. */
    private static final Pattern CONSOLE = Pattern.compile("(serial|console|ua-).*");

    private final DomainListener listener;
    private final Function<UUID, Optional<String>> activeXml;
    private final Executor threads;
    private final Executor later;

    /**
     * Makes them.
     *
     * @param activeXml the live XML of a domain, empty if it does not run
     * @param threads calls the listener on events, in a thread for each
     * @param later calls it once what an event reports has had time to settle
     */
    DomainEvents(
            DomainListener listener, Function<UUID, Optional<String>> activeXml, Executor threads, Executor later) {
        this.listener = listener;
        this.activeXml = activeXml;
        this.threads = threads;
        this.later = later;
    }

    /** Starts to listen on a connection, and reports the domains that exist. */
    void opened(EventConnection libvirt) throws LibvirtException {
        libvirt.addLifecycleListener(this::lifecycle);
        libvirt.addDeviceListener(this::device);
        long listedAt = System.nanoTime();
        Map<UUID, String> running = activeXml(libvirt);
        listener.connected(List.copyOf(running.values()), listedAt);
        running.keySet().forEach(this::reportIfStopped);
        for (Domain domain : libvirt.listAllDomains(PERSISTENT)) {
            try {
                listener.definitionChanged(UUID.fromString(domain.getUUIDString()), domain.getName());
            } finally {
                domain.free();
            }
        }
    }

    static Map<UUID, String> activeXml(Connect opened) throws LibvirtException {
        Map<UUID, String> xml = new LinkedHashMap<>();
        for (Domain domain : opened.listAllDomains(ACTIVE)) {
            try {
                xml.put(UUID.fromString(domain.getUUIDString()), domain.getXMLDesc(0));
            } catch (LibvirtException e) {
                LOG.debug("a domain ended while it was listed: {}", e.getMessage());
            } finally {
                domain.free();
            }
        }
        return xml;
    }

    /** Called by libvirt's event loop, which must not wait. */
    private int lifecycle(Domain domain, DomainEvent event) {
        try {
            UUID uuid = UUID.fromString(domain.getUUIDString());
            switch (event.getType()) {
                case STARTED, STOPPED -> {
                    // libvirt reports no change of a definition by virsh attach-device --config
                    listener.definitionChanged(uuid, domain.getName());
                    threads.execute(() -> changed(uuid));
                }
                case DEFINED, UNDEFINED -> listener.definitionChanged(uuid, domain.getName());
                default -> {}
            }
        } catch (LibvirtException | RejectedExecutionException e) {
            LOG.debug("an event came too late: {}", e.getMessage());
        }
        return 0;
    }

    /** Called by libvirt's event loop, which must not wait. */
    void device(UUID uuid, String domain, String alias, boolean added) {
        if (!CONSOLE.matcher(alias).matches()) {
            return;
        }
        try {
            listener.definitionChanged(uuid, domain);
            later.execute(() -> listener.definitionChanged(uuid, domain));
            threads.execute(() -> {
                if (added) {
                    changed(uuid);
                } else {
                    unplugged(uuid, alias);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("an event came too late: {}", e.getMessage());
        }
    }

    private void unplugged(UUID uuid, String alias) {
        guarded(uuid, () -> activeXml.apply(uuid).ifPresent(xml -> listener.unplugged(xml, alias)));
    }

    private void changed(UUID uuid) {
        guarded(uuid, () -> {
            long seenAt = System.nanoTime();
            activeXml.apply(uuid).ifPresent(xml -> listener.started(xml, seenAt));
            reportIfStopped(uuid);
        });
    }

    private static void guarded(UUID uuid, Runnable look) {
        try {
            look.run();
        } catch (ConteeException e) {
            LOG.warn("{}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a fault on an event of domain {}", uuid, e);
        }
    }

    /**
     * Looks at a domain once more, after the listener has dealt with it: it may have stopped while it was thought to
     * run, and the event of that may have come too early to count.
     */
    private void reportIfStopped(UUID uuid) {
        long checkedAt = System.nanoTime();
        if (activeXml.apply(uuid).isEmpty()) {
            listener.stopped(uuid, checkedAt);
        }
    }
}
