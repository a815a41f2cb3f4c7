package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.DomainStart;
import io.contee.hook.DomainConsolesXml;
import io.contee.hook.DomainConsolesXml.Consoles;
import io.contee.libvirt.DomainListener;
import io.contee.model.ConteeException;
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
    private final DomainConsolesXml xmlReader;
    private final GuestAdoption adoption;

    RunningDomains(Broker broker, DomainConsolesXml xmlReader, GuestAdoption adoption) {
        this.broker = broker;
        this.xmlReader = xmlReader;
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
        Consoles domain;
        try {
            domain = xmlReader.read(xml);
        } catch (ConteeException e) {
            LOG.warn("a running domain is not served: {}", e.getMessage());
            return Optional.empty();
        }
        try {
            if (!domain.consoles().isEmpty()) {
                broker.open(domain.domain(), DomainStart.running(domain.runId(), seenAt), domain.consoles());
            }
        } catch (ConteeException e) {
            LOG.warn("domain {} is not served in full: {}", domain.domain(), e.getMessage());
        }
        return Optional.of(domain);
    }

    @Override
    public void stopped(UUID domain, long checkedAt) {
        broker.release(domain, checkedAt);
    }
}
