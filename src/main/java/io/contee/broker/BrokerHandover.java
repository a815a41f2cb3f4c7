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
 * Hands domains over to the next process, or resumes those of the previous one: connections stay open, what was read is
 * in the logs, and the rest is with the kernel. Any thread may call it; if a disk hangs, it waits for a domain six
 * seconds at most, and logs a warning about output that is not in a log by then.
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
    private volatile boolean allHandedOver;

    BrokerHandover(
            DomainRuns runs, DomainLocks locks, ConsoleOpener opener, SocketPlaces places, KeptDescriptors kept) {
        this.runs = runs;
        this.locks = locks;
        this.opener = opener;
        this.places = places;
        this.kept = kept;
    }

    /** Resumes all domains of which an earlier process has left descriptors. */
    void resume() {
        List<DomainRecord> left = places.domains().stream()
                .filter(uuid -> kept.hasOfEarlier(KeptConsole.domainPrefix(uuid)))
                .flatMap(uuid -> DomainRecord.load(places.domainDir(uuid)).stream())
                .toList();
        left.parallelStream().forEach(this::resume);
        kept.closeUnused();
    }

    /** Resumes the consoles of a domain that another process has served, with the descriptors that it has left. */
    public void resume(UUID domain) {
        DomainRecord.load(places.domainDir(domain)).ifPresent(this::resume);
        kept.closeUnused();
    }

    private void resume(DomainRecord record) {
        DomainConsoles run = new DomainConsoles(record.domain(), record.runId(), record.attempt(), System.nanoTime());
        for (ConsoleSpec spec : record.consoles()) {
            try {
                run.add(opener.resume(spec, record.attempt()));
                run.ptys().reserve(spec);
            } catch (ConteeException e) {
                LOG.warn("{} is not resumed: {}", spec.id(), e.getMessage());
            }
        }
        runs.begin(run, Kind.FOUND);
        if (!Shutdown.within(
                Shutdown.LIMIT, Shutdown.all(run.consoles().stream().map(OpenConsole::started)))) {
            LOG.warn("{}: its consoles could not be resumed in time", record.domain());
        }
    }

    /** Completes the logs of domains that another process served and that stopped while none did. */
    void endStopped(Set<UUID> running) {
        for (UUID domain : places.domains()) {
            if (!running.contains(domain) && runs.of(domain).isEmpty()) {
                locks.run(domain, () -> {
                    if (runs.of(domain).isEmpty() && !isHandedOver(domain)) {
                        DomainRecord.load(places.domainDir(domain)).ifPresent(stopped -> stopped.consoles()
                                .forEach(spec -> opener.logs().complete(spec, stopped.attempt())));
                    }
                });
            }
        }
    }

    /** Returns the domains that are still served here. */
    public Set<UUID> domains() {
        return runs.domains();
    }

    /** Stops accepting connections at the shared socket, and leaves them to another process. */
    public void handOverShared() {
        begun = true;
        var unused = Shutdown.within(Shutdown.LIMIT, opener.guests().handOver());
    }

    /** Hands a domain over: stops serving it, and leaves its descriptors to another process. */
    public void handOver(UUID domain) {
        locks.run(domain, () -> {
            handedOver.add(domain);
            runs.remove(domain).ifPresent(run -> {
                if (!Shutdown.within(
                        Shutdown.LIMIT, Shutdown.all(run.consoles().stream().map(opener::handOver)))) {
                    LOG.warn("{}: its logs could not be completed in time, as a disk hangs", run.domain());
                }
                run.ptys().freeAll();
            });
        });
    }

    /** Hands all domains over, in the same way. */
    void handOver() {
        allHandedOver = true;
        handOverShared();
        domains().parallelStream().forEach(this::handOver);
    }

    /** Returns whether a handover has begun: a domain that is not served here may be served by the next process. */
    public boolean isBegun() {
        return begun;
    }

    /** Returns whether all domains are handed over, or being handed over. */
    boolean isHandedOver() {
        return allHandedOver;
    }

    /** Returns whether a domain has been handed over. */
    boolean isHandedOver(UUID domain) {
        return allHandedOver || handedOver.contains(domain);
    }
}
