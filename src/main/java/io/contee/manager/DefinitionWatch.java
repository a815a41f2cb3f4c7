package io.contee.manager;

import io.contee.config.ManagePolicy;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.libvirt.DefinitionStore;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites persistent definitions that others make, where the {@link ManagePolicy} covers them. It reads a definition
 * when libvirt reports a change, its own included. It never reacts to itself, because it leaves a correct definition
 * unchanged. If another program repeatedly undoes the rewrite of a domain, the {@link RewriteLimit} stops it.
 *
 * <p>One thread does all its work. A libvirt that hangs may block that thread; nothing waits for it.
 */
final class DefinitionWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DefinitionWatch.class);

    private final Definitions definitions;
    private final DefinitionStore store;
    private final Rewriter rewriter;
    private final WantedModes modes;
    private final RewriteLimit limit;
    private final Executor thread;
    private final Set<UUID> awaited = ConcurrentHashMap.newKeySet();

    /** The last fault that was logged of each domain, to log it once only; the thread's own. */
    private final Map<UUID, String> faults = new HashMap<>();

    /** @param thread one thread, the watch's own */
    DefinitionWatch(
            Definitions definitions,
            DefinitionStore store,
            Rewriter rewriter,
            WantedModes modes,
            RewriteLimit limit,
            Executor thread) {
        this.definitions = definitions;
        this.store = store;
        this.rewriter = rewriter;
        this.modes = modes;
        this.limit = limit;
        this.thread = thread;
    }

    /** Schedules a look at a domain's definition. Never waits. */
    void changed(UUID domain, String name) {
        if (awaited.add(domain)) {
            thread.execute(() -> {
                awaited.remove(domain);
                look(domain, name);
            });
        }
    }

    /** Resumes the rewriting of a domain after it was stopped, because somebody has decided about it. Never waits. */
    void decided(UUID domain) {
        thread.execute(() -> {
            limit.forget(domain);
            faults.remove(domain);
        });
    }

    private void look(UUID domain, String name) {
        try {
            Optional<Definitions.Outcome> outcome = definitions.change(domain, xml -> wanted(domain, xml));
            if (outcome.isEmpty()) {
                faults.remove(domain);
            } else if (outcome.get().changed()) {
                faults.remove(domain);
                LOG.info("rewrote the definition of domain {}, which was defined without contee", OneLine.of(name));
            }
        } catch (ConteeException e) {
            if (store.isConnected()) {
                warn(domain, "the definition of domain " + OneLine.of(name) + " is not rewritten: " + e.getMessage());
            } else {
                LOG.debug("looked at again when libvirt is back: domain {}: {}", domain, e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("a fault in looking at the definition of domain {}", domain, e);
        }
    }

    private DomainXml wanted(UUID domain, DomainXml xml) {
        Optional<ConsoleMode> mode = modes.byPolicy(xml).filter(wanted -> wanted != ConsoleMode.OFF);
        if (mode.isEmpty()) {
            return xml;
        }
        DomainXml rewritten = rewriter.rewrite(xml, mode.get());
        if (rewritten.text().equals(xml.text()) || limit.grants(domain)) {
            return rewritten;
        }
        warn(
                domain,
                "gave up on the definition of domain " + xml.name() + ": another program has undone "
                        + RewriteLimit.MOST + " rewrites of it within " + RewriteLimit.WINDOW.toMinutes()
                        + " minutes: let it keep the consoles as they are, or exclude the domain by manageExclude; 'contee"
                        + " mode' takes it up again");
        return xml;
    }

    private void warn(UUID domain, String message) {
        if (!message.equals(faults.put(domain, message))) {
            LOG.warn("{}", message);
        }
    }
}
