package io.contee.libvirt;

import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.model.OneLine;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.Error;
import org.libvirt.LibvirtException;

/**
 * A connection to one libvirt, opened again by itself whenever libvirtd was away. Any thread may call it, except one
 * that a libvirt hook waits for.
 */
public final class LibvirtConnection implements DefinitionStore, AutoCloseable {

    private final ConnectionKeeper keeper;
    private final ExecutorService events;

    /**
     * Makes a connection that is not open yet.
     *
     * @param uri libvirt's, {@code qemu:///system} for example
     */
    public LibvirtConnection(String uri) {
        this.keeper = new ConnectionKeeper(uri);
        this.events = Executors.newCachedThreadPool(DaemonThread.factory("contee-libvirt-event"));
    }

    /**
     * Starts to connect, in the background: libvirtd does not have to run yet.
     *
     * @param listener is notified of the connection and of the domains
     */
    public void start(DomainListener listener) {
        Executor later = CompletableFuture.delayedExecutor(DomainEvents.SETTLE_SECONDS, TimeUnit.SECONDS, events);
        keeper.start(new DomainEvents(listener, this::activeXml, events, later)::opened);
    }

    /** The live XML of the domains that run. */
    List<String> activeXml() {
        return call(
                "list the domains",
                libvirt -> List.copyOf(DomainEvents.activeXml(libvirt).values()));
    }

    /**
     * The UUIDs of all domains that libvirt knows, running or not.
     *
     * @throws ConteeException if libvirt cannot be asked
     */
    public Set<UUID> domains() {
        return call("list the domains", libvirt -> {
            Set<UUID> known = new HashSet<>();
            for (Domain domain : libvirt.listAllDomains(0)) {
                known.add(UUID.fromString(domain.getUUIDString()));
                domain.free();
            }
            return known;
        });
    }

    private Optional<String> activeXml(UUID uuid) {
        return active("domain " + uuid, libvirt -> libvirt.domainLookupByUUIDString(uuid.toString()));
    }

    /**
     * Returns the live XML of a domain.
     *
     * @return empty if no domain of that name exists, or it does not run
     * @throws ConteeException if libvirt cannot be asked
     */
    public Optional<String> active(String name) {
        return active("domain " + OneLine.quoted(name), libvirt -> libvirt.domainLookupByName(name));
    }

    private Optional<String> active(String what, Call<Connect, Domain> lookup) {
        return call("look up " + what, libvirt -> find(
                        () -> lookup.on(libvirt),
                        domain -> domain.isActive() == 1 ? Optional.of(domain.getXMLDesc(0)) : Optional.<String>empty())
                .flatMap(Function.identity()));
    }

    @Override
    public Optional<String> definition(String name) {
        return call(
                "read the definition of domain " + name,
                libvirt -> find(
                        () -> libvirt.domainLookupByName(name),
                        domain -> domain.getXMLDesc(Domain.XMLFlags.INACTIVE | Domain.XMLFlags.SECURE)));
    }

    @Override
    public Optional<String> persistent(UUID domain) {
        return persistent("domain " + domain, libvirt -> libvirt.domainLookupByUUIDString(domain.toString()));
    }

    @Override
    public Optional<String> persistent(String name) {
        return persistent("domain " + OneLine.quoted(name), libvirt -> libvirt.domainLookupByName(name));
    }

    private Optional<String> persistent(String what, Call<Connect, Domain> lookup) {
        return call("read the definition of " + what, libvirt -> find(
                        () -> lookup.on(libvirt),
                        domain -> domain.isPersistent() == 1
                                ? Optional.of(domain.getXMLDesc(Domain.XMLFlags.INACTIVE | Domain.XMLFlags.SECURE))
                                : Optional.<String>empty())
                .flatMap(Function.identity()));
    }

    @Override
    public boolean isConnected() {
        return keeper.isConnected();
    }

    /** Returns why the connection is missing, in one line; empty if there is one. */
    public Optional<String> fault() {
        return keeper.fault();
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

    @Override
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
     * Stops a domain immediately.
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
     * Returns whether a domain runs.
     *
     * @throws ConteeException if there is none of that name
     */
    public boolean isRunning(String name) {
        return withDomain("look up domain " + name, name, domain -> domain.isActive() == 1);
    }

    <T> T withDomain(String what, String name, Call<Domain, T> call) {
        return call(what, libvirt -> find(() -> libvirt.domainLookupByName(name), call))
                .orElseThrow(() -> new ConteeException(
                        "cannot " + what + ": libvirt has no domain of that name: see 'virsh list --all'"));
    }

    @FunctionalInterface
    private interface Lookup {
        Domain run() throws LibvirtException;
    }

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
