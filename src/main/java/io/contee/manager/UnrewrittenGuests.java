package io.contee.manager;

import io.contee.config.AdoptPolicy;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices guests that run with consoles which should reach contee and do not: those of transient guests, of guests that
 * were reverted to a snapshot or started before their definition could be rewritten, and those plugged in since. Each
 * console is reported once in a run, and adopted where {@link AdoptPolicy#AUTO} says so.
 */
final class UnrewrittenGuests {

    private static final Logger LOG = LoggerFactory.getLogger(UnrewrittenGuests.class);

    private final Rewriter rewriter;
    private final WantedModes modes;
    private final AdoptPolicy policy;
    private final Adopter adopter;
    private final Executor definitionsThread;
    private final Executor adoptionThread;

    /** The last report about each domain; the definitions' thread adds to it. */
    private final Map<UUID, Reported> reported = new ConcurrentHashMap<>();

    /**
     * The last report about a domain.
     *
     * @param run libvirt's id of the domain's run
     * @param consoles the aliases
     */
    private record Reported(int run, Set<String> consoles) {}

    /**
     * Makes it.
     *
     * @param definitionsThread looks at a guest after the definitions that were reported before its start
     * @param adoptionThread adopts guests' consoles, one guest after the other
     */
    UnrewrittenGuests(
            Rewriter rewriter,
            WantedModes modes,
            AdoptPolicy policy,
            Adopter adopter,
            Executor definitionsThread,
            Executor adoptionThread) {
        this.rewriter = rewriter;
        this.modes = modes;
        this.policy = policy;
        this.adopter = adopter;
        this.definitionsThread = definitionsThread;
        this.adoptionThread = adoptionThread;
    }

    /**
     * Schedules a look at a running guest. Never waits.
     *
     * @param live as its live XML describes it
     */
    void running(DomainXml live) {
        definitionsThread.execute(() -> {
            try {
                look(live);
            } catch (ConteeException e) {
                LOG.debug("a running domain cannot be looked at: {}", e.getMessage()); // who serves it has warned
            } catch (RuntimeException e) {
                LOG.error("a fault in looking at a running domain", e);
            }
        });
    }

    /** Forgets a guest that does not run any more. */
    void stopped(UUID domain) {
        reported.remove(domain);
    }

    private void look(DomainXml domain) {
        Optional<ConsoleMode> wanted = modes.of(domain).filter(mode -> mode != ConsoleMode.OFF);
        List<String> uncaptured = rewriter.uncaptured(domain);
        if (wanted.isEmpty() || !isNews(domain, Set.copyOf(uncaptured))) {
            return;
        }
        boolean adoptable = wanted.get() == ConsoleMode.UNIX;
        String what = "domain " + OneLine.of(domain.name()) + " runs with consoles that contee does not serve: "
                + String.join(", ", uncaptured);
        if (adoptable && policy == AdoptPolicy.AUTO) {
            LOG.info("{}: adopting them", what);
            adoptionThread.execute(() -> adopt(domain.name()));
        } else if (adoptable && policy == AdoptPolicy.ASK) {
            LOG.warn("{}: 'contee adopt {}' adopts them as it runs", what, OneLine.of(domain.name()));
        } else {
            LOG.warn("{}: change its definition with 'contee mode', and restart it", what);
        }
    }

    /** Returns whether the last report about this run lacks one of these consoles. */
    private boolean isNews(DomainXml domain, Set<String> uncaptured) {
        if (domain.uuid().isEmpty()) {
            return false;
        }
        Reported now = new Reported(domain.id().orElse(0), uncaptured);
        Optional<Reported> before =
                Optional.ofNullable(reported.put(domain.uuid().get(), now));
        return !before.filter(last -> last.run() == now.run())
                .map(Reported::consoles)
                .orElse(Set.of())
                .containsAll(uncaptured);
    }

    private void adopt(String domain) {
        try {
            adopter.adopt(domain);
        } catch (ConteeException e) {
            LOG.warn("the consoles of domain {} are not adopted: {}", domain, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a fault in adopting the consoles of domain {}", domain, e);
        }
    }
}
