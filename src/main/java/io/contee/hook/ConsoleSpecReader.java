package io.contee.hook;

import io.contee.broker.ConsoleSpec;
import io.contee.broker.GuestPlace;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads from a domain's XML the consoles that the broker serves. */
public final class ConsoleSpecReader {

    /** Inactive XML may name anything as the path of a pty. */
    private static final Pattern DEVICE = Pattern.compile("/dev/pts/[0-9]{1,9}");

    private final Rewriter rewriter;
    private final Optional<VirtletConsoles> virtlets;

    /** @param rewriter knows which chardevs are contee's */
    public ConsoleSpecReader(Rewriter rewriter) {
        this(rewriter, Optional.empty());
    }

    /**
     * Makes a reader.
     *
     * @param rewriter knows which chardevs are contee's
     * @param virtlets knows which are Virtlet's, if these are served
     */
    public ConsoleSpecReader(Rewriter rewriter, Optional<VirtletConsoles> virtlets) {
        this.rewriter = rewriter;
        this.virtlets = virtlets;
    }

    /**
     * A domain and its consoles.
     *
     * @param domain which one
     * @param runId libvirt's id of the current run, 0 if it does not run
     * @param consoles the consoles to serve
     */
    public record Consoles(DomainId domain, int runId, List<ConsoleSpec> consoles) {}

    /**
     * Reads a domain's XML, live or inactive.
     *
     * @throws ConteeException if it is not a domain, or a console has a socket of another domain
     */
    public Consoles read(String xml) {
        return read(DomainXml.parse(xml));
    }

    /**
     * Reads a domain.
     *
     * @throws ConteeException if a console has a socket of another domain
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
        Optional<Boolean> shared = domain.metadata().flatMap(ConsoleMetadata::shared);
        Map<String, String> annotations =
                domain.metadata().map(ConsoleMetadata::annotations).orElse(Map.of());
        List<String> order = domain.consoleAliases();
        Optional<String> first = rewriter.firstConsole(domain);
        List<ConsoleSpec> consoles = new ArrayList<>();
        for (ConsoleEndpoint endpoint : rewriter.endpoints(domain)) {
            ConsoleId console = new ConsoleId(id, endpoint.alias());
            consoles.add(new ConsoleSpec(
                    console,
                    order.indexOf(endpoint.alias()),
                    place(endpoint),
                    pod(domain, console, first.equals(Optional.of(endpoint.alias()))),
                    rawLog,
                    Optional.empty(),
                    shared,
                    annotations,
                    domain.impatientDevice(endpoint.alias())));
        }
        virtlets.ifPresent(reader -> consoles.addAll(reader.of(domain, id, rawLog, shared, annotations)));
        return new Consoles(id, domain.id().orElse(0), List.copyOf(consoles));
    }

    private static GuestPlace place(ConsoleEndpoint endpoint) {
        return endpoint.mode() == ConsoleMode.PTY
                ? new GuestPlace.Pty(
                        endpoint.path(),
                        !endpoint.ownersLog(),
                        endpoint.pty()
                                .filter(pty -> DEVICE.matcher(pty).matches())
                                .map(Path::of))
                : new GuestPlace.Socket(endpoint.path(), endpoint.adoptedFrom());
    }

    /** The pod's container is the domain's first console; each further one has its own container beside it. */
    private static PodRef pod(DomainXml domain, ConsoleId console, boolean first) {
        return domain.metadata()
                .flatMap(ConsoleMetadata::pod)
                .map(identity -> identity.console(console.alias(), first))
                .orElseGet(() -> PodRef.of(console));
    }
}
