package io.contee.manager;

import io.contee.broker.GuestPlace;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.PtyConsole;
import io.contee.domainxml.PtyConsoles;
import io.contee.hook.ConsoleSpecReader;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import io.contee.model.OneLine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Selects the consoles of running guests that can be moved from a pty to contee, or back. Any thread may call it. */
final class MovableConsoles {

    private static final Logger LOG = LoggerFactory.getLogger(MovableConsoles.class);

    private final ConsoleSpecReader xmlReader;
    private final PtyConsoles ptys;

    MovableConsoles(ConsoleSpecReader xmlReader, PtyConsoles ptys) {
        this.xmlReader = xmlReader;
        this.ptys = ptys;
    }

    /**
     * Returns the domains with a console that can be adopted, but for those whose metadata asks for another mode.
     *
     * @param running the live XML of domains
     */
    List<String> adoptable(List<String> running) {
        return running.stream()
                .flatMap(xml -> parsed(xml).stream())
                .filter(domain -> domain.metadata()
                        .flatMap(metadata -> metadata.mode())
                        .filter(mode -> mode != ConsoleMode.UNIX)
                        .isEmpty())
                .filter(domain ->
                        ptys.of(domain).stream().anyMatch(console -> !console.adopted() && !isServed(domain, console)))
                .map(DomainXml::name)
                .sorted()
                .toList();
    }

    private static Optional<DomainXml> parsed(String xml) {
        try {
            return Optional.of(DomainXml.parse(xml));
        } catch (ConteeException e) {
            LOG.warn("a running domain is left alone: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /**
     * Returns the consoles on a pty, whether adopted already or not.
     *
     * @param alias which one; empty for all
     * @throws ConteeException if there is none
     */
    List<PtyConsole> toAdopt(DomainXml live, Optional<String> alias) {
        return chosen(live, alias, false);
    }

    /**
     * Returns the adopted consoles.
     *
     * @param alias which one; empty for all
     * @throws ConteeException if there is none
     */
    List<PtyConsole> toRelease(DomainXml live, Optional<String> alias) {
        return chosen(live, alias, true);
    }

    /** Returns a console that is or was on a pty. */
    Optional<PtyConsole> find(DomainXml live, String alias) {
        return ptys.of(live).stream()
                .filter(console -> console.alias().equals(alias))
                .findFirst();
    }

    private List<PtyConsole> chosen(DomainXml live, Optional<String> alias, boolean adopted) {
        List<PtyConsole> all = ptys.of(live).stream()
                .filter(console -> console.adopted() || !adopted)
                .toList();
        List<PtyConsole> chosen = all.stream()
                .filter(console -> alias.isEmpty() || console.alias().equals(alias.get()))
                .toList();
        if (!chosen.isEmpty()) {
            return chosen;
        }
        if (!all.isEmpty()) {
            throw new NotFoundException("domain " + live.name() + " has no "
                    + (adopted ? "adopted console " : "console on a pty named ")
                    + OneLine.quoted(alias.orElse("")) + ": it has "
                    + all.stream().map(PtyConsole::alias).collect(Collectors.joining(", ")));
        }
        if (!xmlReader.read(live).consoles().isEmpty()) {
            throw new ConteeException("domain " + live.name() + " was started with its consoles at contee: "
                    + (adopted
                            ? "there is no pty to go back to; change its definition and restart it"
                            : "nothing to adopt"));
        }
        throw new NotFoundException("domain " + live.name() + " has no "
                + (adopted ? "adopted console: see 'contee list'" : "console on a pty: see 'virsh dumpxml'"));
    }

    /**
     * Output of a guest in mode pty comes from its log: the exact byte at which it changes to a socket is not known.
     */
    void refuseIfServed(DomainXml live, PtyConsole console) {
        if (isServed(live, console)) {
            throw new ConteeException(
                    "it is in mode pty, where contee serves it and 'virsh console' works: to have it in"
                            + " another mode, change the definition and restart it");
        }
    }

    private boolean isServed(DomainXml live, PtyConsole console) {
        Consoles consoles;
        try {
            consoles = xmlReader.read(live);
        } catch (ConteeException e) {
            return false; // with paths that are another domain's
        }
        return consoles.consoles().stream()
                .anyMatch(spec -> spec.id().alias().equals(console.alias()) && spec.place() instanceof GuestPlace.Pty);
    }
}
