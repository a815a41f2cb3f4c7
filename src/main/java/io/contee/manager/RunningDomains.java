package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.domainxml.DomainXml;
import io.contee.hook.ConsoleSpecReader;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.libvirt.DomainListener;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the broker in step with libvirt, whether or not the hook did its part: contee may have been down, the hook not
 * installed, libvirtd restarted.
 */
final class RunningDomains implements DomainListener {

    private static final Logger LOG = LoggerFactory.getLogger(RunningDomains.class);

    private final Broker broker;
    private final OpenRetries retries;
    private final ConsoleSpecReader xmlReader;
    private final DefinitionWatch watch;
    private final UnrewrittenGuests unrewritten;
    private final GuestAdoption adoption;

    RunningDomains(
            Broker broker,
            OpenRetries retries,
            ConsoleSpecReader xmlReader,
            Management management,
            GuestAdoption adoption) {
        this.broker = broker;
        this.retries = retries;
        this.xmlReader = xmlReader;
        this.watch = management.watch();
        this.unrewritten = management.unrewritten();
        this.adoption = adoption;
    }

    @Override
    public void connected(List<String> running, long listedAt) {
        Map<UUID, Consoles> domains = new HashMap<>();
        for (String xml : running) {
            serve(xml, listedAt).ifPresent(domain -> domains.put(domain.domain().uuid(), domain));
        }
        broker.releaseAllBut(domains.keySet(), listedAt);
        domains.values().forEach(adoption::repair);
    }

    @Override
    public void started(String xml, long seenAt) {
        serve(xml, seenAt);
    }

    private Optional<Consoles> serve(String xml, long seenAt) {
        DomainXml parsed;
        Consoles domain;
        try {
            parsed = DomainXml.parse(xml);
            domain = xmlReader.read(parsed);
        } catch (ConteeException e) {
            LOG.warn("a running domain is not served: {}", e.getMessage());
            return Optional.empty();
        }
        if (!domain.consoles().isEmpty()) {
            retries.open(domain, seenAt);
        }
        unrewritten.running(parsed);
        return Optional.of(domain);
    }

    @Override
    public void unplugged(String xml, String alias) {
        DomainXml live;
        try {
            live = DomainXml.parse(xml);
        } catch (ConteeException e) {
            LOG.debug("a console was unplugged of a domain that cannot be read: {}", e.getMessage());
            return;
        }
        if (live.consoleAliases().contains(alias)) {
            return; // it was plugged in again
        }
        live.uuid().ifPresent(uuid -> broker.close(new ConsoleId(new DomainId(uuid, live.name()), alias)));
        unrewritten.running(live);
    }

    @Override
    public void stopped(UUID domain, long checkedAt) {
        broker.release(domain, checkedAt);
        unrewritten.stopped(domain);
    }

    @Override
    public void definitionChanged(UUID domain, String name) {
        watch.changed(domain, name);
    }
}
