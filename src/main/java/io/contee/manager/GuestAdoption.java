package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.ConsoleSpec;
import io.contee.broker.DomainStart;
import io.contee.config.AdoptPolicy;
import io.contee.domainxml.AdoptionMark;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.PtyConsole;
import io.contee.domainxml.PtyConsoles;
import io.contee.hook.ConsoleSpecReader;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.libvirt.GuestChardevs;
import io.contee.libvirt.GuestChardevs.Backend;
import io.contee.libvirt.LiveDomains;
import io.contee.model.ConteeException;
import io.contee.model.DomainEvent;
import io.contee.model.DomainEvent.Kind;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.OneLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adopts the consoles of running guests from their ptys, and releases them, without a restart of the guest. Any thread
 * may call it; two calls about one domain at a time are refused.
 *
 * <p>A mark in the live XML is set before the request to QEMU: whatever fails in the middle, the next {@link #repair}
 * asks QEMU for the outcome.
 */
final class GuestAdoption implements Adopter {

    private static final Logger LOG = LoggerFactory.getLogger(GuestAdoption.class);

    private final AdoptPolicy policy;
    private final LiveDomains domains;
    private final GuestChardevs chardevs;
    private final Broker broker;
    private final ConsoleSpecReader xmlReader;
    private final MovableConsoles movable;
    private final PtyMove move;
    private final DomainJournal journal;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    /**
     * Makes it.
     *
     * @param limit the longest time that a guest's QEMU has for connecting
     * @param journal records what was moved
     */
    GuestAdoption(
            AdoptPolicy policy,
            LiveDomains domains,
            Broker broker,
            ConsoleSpecReader xmlReader,
            PtyConsoles ptys,
            Duration limit,
            DomainJournal journal) {
        this.policy = policy;
        this.domains = domains;
        this.chardevs = new GuestChardevs(domains);
        this.broker = broker;
        this.xmlReader = xmlReader;
        this.movable = new MovableConsoles(xmlReader, ptys);
        this.move = new PtyMove(chardevs, broker, limit);
        this.journal = journal;
    }

    /** The running domains with a console that can be adopted, but for those whose metadata asks for another mode. */
    List<String> adoptable() {
        return movable.adoptable(domains.all());
    }

    /**
     * Adopts consoles of a running domain.
     *
     * @param alias which one; empty for all that have a pty
     * @param force also if another process has the pty open, or QEMU's log of it cannot continue
     * @return what was done, a line for each
     * @throws ConteeException if the policy forbids it, or one could not be adopted; the others are
     */
    List<String> adopt(String domain, Optional<String> alias, boolean force) {
        if (policy == AdoptPolicy.NEVER) {
            throw new ConteeException(
                    ConteeException.Kind.FORBIDDEN,
                    "cannot adopt domain " + OneLine.quoted(domain) + ": the configuration says adopt: never");
        }
        return each(domain, alias, false, (live, console) -> adopt(live, console, force));
    }

    /**
     * Moves adopted consoles of a running domain back to a pty.
     *
     * @param alias which one; empty for all that were adopted
     * @return what was done, a line for each
     * @throws ConteeException if one could not be moved; the others are
     */
    List<String> release(String domain, Optional<String> alias) {
        return each(domain, alias, true, this::release);
    }

    @Override
    public void adopt(String domain) {
        adopt(domain, Optional.empty(), false);
    }

    @Override
    public void release(String domain) {
        release(domain, Optional.empty());
    }

    private List<String> each(
            String domain, Optional<String> alias, boolean adopted, BiFunction<DomainXml, PtyConsole, String> action) {
        if (!busy.add(domain)) {
            throw new ConteeException(
                    ConteeException.Kind.CONFLICT,
                    "the consoles of domain " + domain + " are being moved already: wait for that");
        }
        try {
            DomainXml live = DomainXml.parse(domains.xml(domain));
            List<String> done = new ArrayList<>();
            List<String> failures = new ArrayList<>();
            Set<ConteeException.Kind> kinds = EnumSet.noneOf(ConteeException.Kind.class);
            for (PtyConsole console : (adopted ? movable.toRelease(live, alias) : movable.toAdopt(live, alias))) {
                try {
                    done.add(action.apply(live, console));
                    journal.note(
                            new DomainId(live.uuid().orElseThrow(), live.name()),
                            () -> DomainEvent.of(adopted ? Kind.RELEASED : Kind.ADOPTED, Optional.of(console.alias())));
                } catch (ConteeException e) {
                    failures.add(domain + "/" + console.alias() + ": " + e.getMessage());
                    kinds.add(e.kind());
                }
            }
            if (!failures.isEmpty()) {
                done.forEach(line -> LOG.info("{}", line));
                throw new ConteeException(
                        kinds.size() == 1 ? kinds.iterator().next() : ConteeException.Kind.INVALID,
                        "cannot " + (adopted ? "release " : "adopt ") + String.join("; ", failures));
            }
            return done;
        } finally {
            busy.remove(domain);
        }
    }

    private String adopt(DomainXml live, PtyConsole console, boolean force) {
        String domain = live.name();
        String title = domain + "/" + console.alias();
        if (console.adopted()) {
            return title + ": " + repaired(domain, spec(domain, console.alias()));
        }
        movable.refuseIfServed(live, console);
        Backend backend = chardevs.backend(domain, console.alias());
        if (!backend.isPty(console.pty())) {
            throw new ConteeException("its QEMU has it at " + OneLine.quoted(backend.text()) + " and not at "
                    + console.pty() + ", where libvirt thinks it is: somebody else has moved it");
        }
        Optional<QemuProcess> process = QemuProcess.find(live.uuid().orElseThrow());
        Optional<String> logfile = move.logfile(process, console);
        if (!force) {
            move.refuseIfUsed(console);
            if (console.log().isPresent() && logfile.isEmpty()) {
                throw new ConteeException(
                        ConteeException.Kind.CONFLICT,
                        "its <log> " + OneLine.quoted(console.log().get())
                                + " would end, as contee cannot see how QEMU writes it: adopt the console by force to do"
                                + " without");
            }
        }
        mark(domain, live.id().orElseThrow(), console);
        try {
            Consoles marked = xmlReader.read(domains.xml(domain));
            ConsoleSpec spec = spec(marked, console.alias());
            String note = move.toContee(
                    marked.domain(), DomainStart.running(marked.runId(), System.nanoTime()), spec, process, logfile);
            LOG.info("{}: adopted from {}", title, console.pty());
            return title + ": adopted from " + console.pty() + note;
        } catch (ConteeException e) {
            unmarkIfOnPty(domain, console.alias(), e);
            throw e;
        }
    }

    /** After a failure libvirt's XML must agree with QEMU. If QEMU cannot be asked, {@link #repair} does this. */
    private void unmarkIfOnPty(String domain, String alias, ConteeException failure) {
        try {
            if (chardevs.backend(domain, alias).isPty()) {
                unmark(domain, alias);
            }
        } catch (ConteeException e) {
            failure.addSuppressed(e);
        }
    }

    private String release(DomainXml live, PtyConsole console) {
        String domain = live.name();
        ConsoleSpec spec = spec(domain, console.alias());
        Optional<String> logfile = move.logfile(QemuProcess.find(live.uuid().orElseThrow()), console);
        String pty = move.toPty(spec, console, logfile);
        unmark(domain, console.alias());
        broker.close(spec.id());
        String back = spec.id() + ": released to " + pty;
        LOG.info("{}", back);
        return pty.equals(console.pty())
                ? back
                : back + ", while libvirt still names " + console.pty()
                        + ", which was taken: 'virsh console' does not work until the guest is restarted, but 'socat -,raw,echo=0 "
                        + pty + "' does";
    }

    /**
     * Reconnects the adopted consoles of a domain that lost their connection when an earlier contee stopped.
     *
     * @param domain the consoles in its live XML
     */
    void repair(Consoles domain) {
        String name = domain.domain().name();
        for (ConsoleSpec spec : domain.consoles()) {
            if (spec.adoptedFrom().isPresent() && !broker.isConnected(spec.id()) && busy.add(name)) {
                try {
                    LOG.info("{}: {}", spec.id(), repaired(name, spec));
                } catch (ConteeException e) {
                    LOG.warn("{}: was adopted, and is not connected: {}", spec.id(), e.getMessage());
                } finally {
                    busy.remove(name);
                }
            }
        }
    }

    private String repaired(String domain, ConsoleSpec spec) {
        String alias = spec.id().alias();
        Backend backend = chardevs.backend(domain, alias);
        if (backend.isPty()) {
            unmark(domain, alias);
            broker.close(spec.id());
            return "was left at its pty; adopt it again";
        }
        if (backend.isConnected()) {
            return "is adopted already";
        }
        long seenAt = System.nanoTime();
        DomainXml live = DomainXml.parse(domains.xml(domain));
        Consoles consoles = xmlReader.read(live);
        broker.open(consoles.domain(), DomainStart.running(consoles.runId(), seenAt), consoles.consoles());
        Optional<QemuProcess> process = QemuProcess.find(consoles.domain().uuid());
        move.reconnect(spec, movable.find(live, alias).flatMap(console -> move.logfile(process, console)));
        return "connected again";
    }

    private ConsoleSpec spec(String domain, String alias) {
        return spec(xmlReader.read(domains.xml(domain)), alias);
    }

    private static ConsoleSpec spec(Consoles domain, String alias) {
        return domain.consoles().stream()
                .filter(spec -> spec.id().alias().equals(alias))
                .findFirst()
                .orElseThrow(() -> new ConteeException("it has ended, or was moved, in the meantime"));
    }

    private void mark(String domain, int run, PtyConsole console) {
        AdoptionMark mark = new AdoptionMark(console.alias(), console.pty(), run);
        domains.changeMetadata(domain, element -> Optional.of(mark.addTo(element)));
    }

    private void unmark(String domain, String alias) {
        domains.changeMetadata(domain, element -> element.flatMap(text -> AdoptionMark.removeFrom(text, alias)));
    }
}
