package io.contee.hook;

import io.contee.broker.ConsoleSpec;
import io.contee.domainxml.ConsoleEndpoint;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.model.ConsoleId;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads from a domain's XML what the broker has to serve. */
public final class DomainConsolesXml {

    private final Rewriter rewriter;

    /** @param rewriter knows which chardevs are contee's */
    public DomainConsolesXml(Rewriter rewriter) {
        this.rewriter = rewriter;
    }

    /**
     * A domain and its consoles.
     *
     * @param domain which one
     * @param runId libvirt's id of its present run, 0 if it does not run
     * @param consoles those that are to be served
     */
    public record Consoles(DomainId domain, int runId, List<ConsoleSpec> consoles) {}

    /**
     * Reads a domain's XML, live or inactive.
     *
     * @throws ConteeException if it is no domain, or a console of its has a socket that is another domain's
     */
    public Consoles read(String xml) {
        return read(DomainXml.parse(xml));
    }

    /**
     * Reads a domain.
     *
     * @throws ConteeException if a console of its has a socket that is another domain's
     */
    public Consoles read(DomainXml domain) {
        DomainId id = new DomainId(
                domain.uuid()
                        .orElseThrow(() -> new ConteeException("domain " + domain.name()
                                + " has no <uuid>: pass the XML that libvirt gives, see 'virsh dumpxml'")),
                domain.name());
        rewriter.misdirected(domain).stream().findFirst().ifPresent(console -> {
            throw new ConteeException("domain " + id + ": " + console.describe());
        });
        Optional<LogPolicy> rawLog = domain.metadata().flatMap(ConsoleMetadata::log);
        Map<String, String> annotations =
                domain.metadata().map(ConsoleMetadata::annotations).orElse(Map.of());
        List<ConsoleSpec> consoles = new ArrayList<>();
        for (ConsoleEndpoint endpoint : rewriter.endpoints(domain)) {
            if (endpoint.mode() == ConsoleMode.UNIX) {
                ConsoleId console = new ConsoleId(id, endpoint.alias());
                boolean first = rewriter.firstConsole(domain).equals(Optional.of(endpoint.alias()));
                consoles.add(new ConsoleSpec(
                        console,
                        endpoint.path(),
                        pod(domain, console, first),
                        rawLog,
                        endpoint.adoptedFrom(),
                        annotations));
            }
        }
        return new Consoles(id, domain.id().orElse(0), List.copyOf(consoles));
    }

    /** The pod's container is the domain's first console; each further one has a container of its own beside it. */
    private static PodRef pod(DomainXml domain, ConsoleId console, boolean first) {
        return domain.metadata()
                .flatMap(ConsoleMetadata::pod)
                .map(identity -> identity.console(console.alias(), first))
                .orElseGet(() -> PodRef.of(console));
    }
}
