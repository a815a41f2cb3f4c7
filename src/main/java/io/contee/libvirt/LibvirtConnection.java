package io.contee.libvirt;

import io.contee.model.ConteeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error;
import org.libvirt.LibvirtException;
import org.libvirt.event.DomainEvent;
import org.libvirt.event.DomainEventType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to one libvirt, opened again by itself whenever libvirtd was away. Any thread may call it, except one
 * that a libvirt hook waits for.
 */
public final class LibvirtConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LibvirtConnection.class);
    private static final int ACTIVE = 1; // VIR_CONNECT_LIST_DOMAINS_ACTIVE

    private final ExecutorService events;
    private final ConnectionKeeper keeper;
    private @Nullable DomainListener listener;

    /**
     * Makes a connection that is not opened yet.
     *
     * @param uri libvirt's, {@code qemu:///system} for example
     */
    public LibvirtConnection(String uri) {
        this.events = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "contee-libvirt-event");
            thread.setDaemon(true);
            return thread;
        });
        this.keeper = new ConnectionKeeper(uri, this::opened);
    }

    /**
     * Begins to connect, once and in the background: libvirtd need not run yet.
     *
     * @param domainListener hears of the connection and of the domains
     */
    public void start(DomainListener domainListener) {
        listener = domainListener;
        keeper.start();
    }

    private DomainListener listener() {
        return Objects.requireNonNull(listener, "it was not started");
    }

    private void opened(Connect libvirt) throws LibvirtException {
        libvirt.addLifecycleListener(this::lifecycle);
        long listedAt = System.nanoTime();
        Map<UUID, String> running = activeXml(libvirt);
        listener().connected(List.copyOf(running.values()), listedAt);
        running.keySet().forEach(this::tellIfStopped);
    }

    /**
     * Looks at a domain once more, after the listener has dealt with it: it may have stopped while it was thought to
     * run, and the event of that may have come too early to count.
     */
    private void tellIfStopped(UUID uuid) {
        long checkedAt = System.nanoTime();
        if (activeXml(uuid).isEmpty()) {
            listener().stopped(uuid, checkedAt);
        }
    }

    private static Map<UUID, String> activeXml(Connect opened) throws LibvirtException {
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
        DomainEventType type = event.getType();
        if (type == DomainEventType.STARTED || type == DomainEventType.STOPPED) {
            try {
                UUID uuid = UUID.fromString(domain.getUUIDString());
                events.execute(() -> changed(uuid));
            } catch (LibvirtException | RejectedExecutionException e) {
                LOG.debug("an event came too late: {}", e.getMessage());
            }
        }
        return 0;
    }

    /** Finds out what a domain does now, since events may be overtaken by others. */
    private void changed(UUID uuid) {
        try {
            long seenAt = System.nanoTime();
            Optional<String> xml = activeXml(uuid);
            if (xml.isPresent()) {
                listener().started(xml.get(), seenAt);
            }
            tellIfStopped(uuid);
        } catch (ConteeException e) {
            LOG.warn("{}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a fault on an event of domain {}", uuid, e);
        }
    }

    /** The live XML of the domains that run. */
    List<String> activeXml() {
        return call(
                "list the domains", libvirt -> List.copyOf(activeXml(libvirt).values()));
    }

    /** A domain's live XML; empty if there is none, or it does not run. */
    Optional<String> activeXml(String name) {
        return activeXml("look up domain " + name, libvirt -> libvirt.domainLookupByName(name));
    }

    private Optional<String> activeXml(UUID uuid) {
        return activeXml("look up domain " + uuid, libvirt -> libvirt.domainLookupByUUIDString(uuid.toString()));
    }

    private Optional<String> activeXml(String what, Call<Connect, Domain> lookup) {
        return call(what, libvirt -> find(
                        () -> lookup.on(libvirt),
                        domain -> domain.isActive() == 1 ? Optional.of(domain.getXMLDesc(0)) : Optional.<String>empty())
                .flatMap(Function.identity()));
    }

    /**
     * Returns what libvirt holds of a domain to be changed and defined again: the inactive XML with its secrets.
     *
     * @return empty if libvirt has no domain of that name
     * @throws ConteeException if libvirt cannot be asked
     */
    public Optional<String> definition(String name) {
        return call(
                "read the definition of domain " + name,
                libvirt -> find(
                        () -> libvirt.domainLookupByName(name),
                        domain -> domain.getXMLDesc(Domain.XMLFlags.INACTIVE | Domain.XMLFlags.SECURE)));
    }

    private static <T> Optional<T> find(Lookup lookup, Call<Domain, T> call) throws LibvirtException {
        Domain domain;
        try {
            domain = lookup.run();
        } catch (LibvirtException e) {
            if (e.getError().getCode() == Error.ErrorNumber.VIR_ERR_NO_DOMAIN) {
                return Optional.empty();
            }
            throw e;
        }
        try {
            return Optional.of(call.on(domain));
        } finally {
            domain.free();
        }
    }

    /**
     * Defines a domain, or changes its definition.
     *
     * @throws ConteeException with libvirt's reason if it refuses
     */
    public void define(String xml) {
        call("define the domain", libvirt -> libvirt.domainDefineXML(xml).free());
    }

    /**
     * Starts a defined domain.
     *
     * @throws ConteeException with libvirt's reason if it refuses
     */
    public void start(String name) {
        withDomain("start domain " + name, name, Domain::create);
    }

    /**
     * Asks a domain to shut down, as by its power button.
     *
     * @throws ConteeException with libvirt's reason if it refuses
     */
    public void shutdown(String name) {
        withDomain("shut down domain " + name, name, domain -> {
            domain.shutdown();
            return true;
        });
    }

    /**
     * Ends a domain at once.
     *
     * @throws ConteeException with libvirt's reason if it refuses
     */
    public void destroy(String name) {
        withDomain("stop domain " + name, name, domain -> {
            domain.destroy();
            return true;
        });
    }

    /**
     * Tells whether a domain runs.
     *
     * @throws ConteeException if there is none of that name
     */
    public boolean isRunning(String name) {
        return withDomain("look up domain " + name, name, domain -> domain.isActive() == 1);
    }

    /** Does something with a domain, on the caller's thread. */
    <T> T withDomain(String what, String name, Call<Domain, T> call) {
        return call(what, libvirt -> find(() -> libvirt.domainLookupByName(name), call))
                .orElseThrow(() -> new ConteeException(
                        "cannot " + what + ": libvirt has no domain of that name: see 'virsh list --all'"));
    }

    @FunctionalInterface
    private interface Lookup {
        Domain run() throws LibvirtException;
    }

    /** What is done with a connection or a domain. */
    @FunctionalInterface
    interface Call<S, T> {
        T on(S subject) throws LibvirtException;
    }

    private <T> T call(String what, Call<Connect, T> call) {
        Connect libvirt = keeper.connection(what);
        try {
            return call.on(libvirt);
        } catch (LibvirtException e) {
            throw new ConteeException("cannot " + what + ": libvirt says: " + ConteeException.reason(e), e);
        }
    }

    @Override
    public void close() {
        events.shutdown();
        keeper.close();
    }
}
