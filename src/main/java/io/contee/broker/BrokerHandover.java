package io.contee.broker;

import io.contee.model.ConteeException;
import io.contee.model.DomainEvent.Kind;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes domains from one process to the next, or takes them from the last one: connections stay open, what was read is
 * in the logs, and the rest is with the kernel. Any thread may call it; where a disk hangs it waits for a domain six
 * seconds at most, and warns of what is not in a log by then.
 */
public final class BrokerHandover {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerHandover.class);

    private final DomainRuns runs;
    private final DomainLocks locks;
    private final ConsoleOpener opener;
    private final SocketPlaces places;
    private final KeptDescriptors kept;
    private final Set<UUID> handedOver = ConcurrentHashMap.newKeySet();
    private volatile boolean begun;
    private volatile boolean suspended;

    BrokerHandover(
            DomainRuns runs, DomainLocks locks, ConsoleOpener opener, SocketPlaces places, KeptDescriptors kept) {
        this.runs = runs;
        this.locks = locks;
        this.opener = opener;
        this.places = places;
        this.kept = kept;
    }

    /** Serves all domains of which something was inherited. */
    void takeUp() {
        List<DomainRecord> left = places.domains().stream()
                .filter(uuid -> kept.inherits(KeptConsole.domainPrefix(uuid)))
                .flatMap(uuid -> DomainRecord.load(places.domainDir(uuid)).stream())
                .toList();
        left.parallelStream().forEach(this::takeUp);
        kept.dropInherited();
    }

    /** Serves the consoles of a domain that another process has served, with what was inherited of them. */
    public void takeUp(UUID domain) {
        DomainRecord.load(places.domainDir(domain)).ifPresent(this::takeUp);
        kept.dropInherited();
    }

    private void takeUp(DomainRecord left) {
        DomainConsoles run = new DomainConsoles(left.domain(), left.runId(), left.attempt(), System.nanoTime());
        for (ConsoleSpec spec : left.consoles()) {
            try {
                run.add(opener.takeUp(spec, left.attempt()));
                run.ptys().keep(spec);
            } catch (ConteeException e) {
                LOG.warn("{} is not taken up: {}", spec.id(), e.getMessage());
            }
        }
        runs.begin(run, Kind.FOUND);
        if (!Shutdown.within(
                Shutdown.LIMIT, Shutdown.all(run.consoles().stream().map(OpenConsole::started)))) {
            LOG.warn("{}: its consoles could not be taken up in time", left.domain());
        }
    }

    /** Completes the logs of domains that another process served, and that stopped while none did. */
    void endStopped(Set<UUID> running) {
        for (UUID domain : places.domains()) {
            if (!running.contains(domain) && runs.of(domain).isEmpty()) {
                locks.run(domain, () -> {
                    if (runs.of(domain).isEmpty() && !hasLeft(domain)) {
                        DomainRecord.load(places.domainDir(domain)).ifPresent(stopped -> stopped.consoles()
                                .forEach(spec -> opener.completePodLog(spec, stopped.attempt())));
                    }
                });
            }
        }
    }

    /** The domains that are still served here. */
    public Set<UUID> domains() {
        return runs.domains();
    }

    /** Takes no more connections where many domains' guests connect, so that another process can. */
    public void suspendShared() {
        begun = true;
        var unused = Shutdown.within(Shutdown.LIMIT, opener.leave());
    }

    /** Stops serving a domain, so that another process can go on with what is kept of it. */
    public void suspend(UUID domain) {
        locks.run(domain, () -> {
            handedOver.add(domain);
            runs.remove(domain).ifPresent(run -> {
                if (!Shutdown.within(
                        Shutdown.LIMIT, Shutdown.all(run.consoles().stream().map(opener::suspend)))) {
                    LOG.warn("{}: its logs could not be completed in time, as a disk hangs", run.domain());
                }
                run.ptys().freeAll();
            });
        });
    }

    /** Stops serving all, in the same way. */
    void suspend() {
        suspended = true;
        suspendShared();
        domains().parallelStream().forEach(this::suspend);
    }

    /** Returns whether a handover has begun: what is not served here may be served by the next process. */
    public boolean isBegun() {
        return begun;
    }

    /** Returns whether all was handed over. */
    boolean isSuspended() {
        return suspended;
    }

    /** Returns whether a domain is another process's now. */
    boolean hasLeft(UUID domain) {
        return suspended || handedOver.contains(domain);
    }
}
