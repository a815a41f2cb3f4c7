package io.contee.manager;

import io.contee.config.AdoptPolicy;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices guests that run with consoles which should reach contee and do not: transient ones, those reverted to a
 * snapshot, and those that were started before their definition could be rewritten. Each is reported once in its run,
 * and taken over where {@link AdoptPolicy#AUTO} says so.
 */
final class UnrewrittenGuests {

    private static final Logger LOG = LoggerFactory.getLogger(UnrewrittenGuests.class);

    private final Rewriter rewriter;
    private final WantedModes modes;
    private final AdoptPolicy policy;
    private final Adopter adopter;
    private final Executor definitionsThread;
    private final Executor adoptionThread;

    /** libvirt's id of the run of each domain that was reported. */
    private final Map<UUID, Integer> reported = new ConcurrentHashMap<>();

    /**
     * Makes it.
     *
     * @param definitionsThread looks at a guest after the definitions that were reported before its start
     * @param adoptionThread takes guests over, one after the other
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
     * Has a guest that runs looked at soon. Never waits.
     *
     * @param xml its live XML
     */
    void running(String xml) {
        definitionsThread.execute(() -> {
            try {
                look(DomainXml.parse(xml));
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
        if (wanted.isEmpty() || uncaptured.isEmpty() || !isNews(domain)) {
            return;
        }
        boolean adoptable = wanted.get() == ConsoleMode.UNIX;
        String what = "domain " + domain.name() + " was started from XML that contee had not rewritten, and does not"
                + " print to it from " + String.join(", ", uncaptured);
        if (adoptable && policy == AdoptPolicy.AUTO) {
            LOG.info("{}: taking it over", what);
            adoptionThread.execute(() -> adopt(domain.name()));
        } else if (adoptable && policy == AdoptPolicy.ASK) {
            LOG.warn("{}: 'contee adopt {}' takes it over as it runs", what, domain.name());
        } else {
            LOG.warn("{}: define it, and start it again", what);
        }
    }

    private boolean isNews(DomainXml domain) {
        int run = domain.id().orElse(0);
        return domain.uuid()
                .map(uuid -> !Integer.valueOf(run).equals(reported.put(uuid, run)))
                .orElse(false);
    }

    private void adopt(String domain) {
        try {
            adopter.adopt(domain);
        } catch (ConteeException e) {
            LOG.warn("domain {} is not taken over: {}", domain, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a fault in taking over domain {}", domain, e);
        }
    }
}
