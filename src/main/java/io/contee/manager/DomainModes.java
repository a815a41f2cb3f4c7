package io.contee.manager;

import io.contee.domainxml.ConsoleEndpoint;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.RewriteOptions;
import io.contee.domainxml.Rewriter;
import io.contee.libvirt.DefinitionStore;
import io.contee.model.AliasOrder;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Shows and changes the modes of domains by name. Any thread may call it, except one that a libvirt hook waits for. */
final class DomainModes {

    private final DefinitionStore store;
    private final Function<String, Optional<String>> active;
    private final Definitions definitions;
    private final DefinitionWatch watch;
    private final Rewriter rewriter;
    private final Adopter adopter;

    /**
     * Makes it.
     *
     * @param active the live XML of a domain, empty if it does not run
     */
    DomainModes(
            DefinitionStore store,
            Function<String, Optional<String>> active,
            Definitions definitions,
            DefinitionWatch watch,
            Rewriter rewriter,
            Adopter adopter) {
        this.store = store;
        this.active = active;
        this.definitions = definitions;
        this.watch = watch;
        this.rewriter = rewriter;
        this.adopter = adopter;
    }

    /**
     * Returns the modes of a domain.
     *
     * @throws NotFoundException if no such domain exists
     */
    DomainMode show(String domain) {
        return show(domain, Optional.empty());
    }

    /** @param known the definition as it was read or made last, which is not parsed again if it is still the same */
    private DomainMode show(String domain, Optional<DomainXml> known) {
        Optional<DomainXml> definition = store.persistent(domain)
                .map(text -> known.filter(xml -> xml.text().equals(text)).orElseGet(() -> DomainXml.parse(text)));
        Optional<DomainXml> running = active.apply(domain).map(DomainXml::parse);
        if (definition.isEmpty() && running.isEmpty()) {
            throw HostDomains.unknown(domain);
        }
        SortedMap<String, ConsoleMode> wanted =
                definition.map(this::modes).orElseGet(() -> new TreeMap<>(AliasOrder.NATURAL));
        SortedMap<String, ConsoleMode> present =
                running.map(this::modes).orElseGet(() -> new TreeMap<>(AliasOrder.NATURAL));
        return new DomainMode(
                domain,
                definition.map(xml -> rewriter.endpoints(xml).stream()
                        .map(ConsoleEndpoint::mode)
                        .findFirst()
                        .orElse(rewriter.leavesPtysAlone(xml) ? ConsoleMode.PTY : ConsoleMode.OFF)),
                present,
                definition.isPresent() && running.isPresent() && !wanted.equals(present));
    }

    private SortedMap<String, ConsoleMode> modes(DomainXml domain) {
        SortedMap<String, ConsoleMode> modes = new TreeMap<>(AliasOrder.NATURAL);
        rewriter.uncaptured(domain).forEach(alias -> modes.put(alias, ConsoleMode.OFF));
        rewriter.endpoints(domain).forEach(endpoint -> modes.put(endpoint.alias(), endpoint.mode()));
        return modes;
    }

    /**
     * Changes the mode of a domain's definition. Mode {@code OFF} is recorded there, too: contee then leaves the domain
     * alone whatever its policy covers.
     *
     * @param live whether to move the consoles of the running guest, too
     * @throws NotFoundException if no such domain exists
     * @throws ConteeException if libvirt refuses, or a running guest cannot be changed, whose definition is changed
     *     then
     */
    DomainMode set(String domain, ConsoleMode mode, boolean live) {
        boolean running = active.apply(domain).isPresent();
        Optional<Definitions.Outcome> changed = definitions.change(domain, xml -> changed(xml, mode));
        changed.map(Definitions.Outcome::xml).flatMap(DomainXml::uuid).ifPresent(watch::decided);
        if (changed.isEmpty() && !running) {
            throw HostDomains.unknown(domain);
        }
        if (changed.isEmpty() && !live) {
            throw new ConteeException(
                    ConteeException.Kind.CONFLICT,
                    "cannot change the mode of domain " + domain
                            + ": it is transient and has no definition: change that of the running guest");
        }
        if (live && running) {
            move(domain, mode);
        }
        return show(domain, changed.map(Definitions.Outcome::xml));
    }

    private void move(String domain, ConsoleMode mode) {
        try {
            moveWhatIsElsewhere(domain, mode);
        } catch (ConteeException e) {
            throw new ConteeException(
                    (show(domain).definition().isPresent() ? "the definition has mode " + mode + " now, but: " : "")
                            + e.getMessage(),
                    e);
        }
    }

    private void moveWhatIsElsewhere(String domain, ConsoleMode mode) {
        Collection<ConsoleMode> present = active.apply(domain)
                .map(DomainXml::parse)
                .map(this::modes)
                .orElseGet(() -> new TreeMap<>(AliasOrder.NATURAL))
                .values();
        if (mode == ConsoleMode.UNIX && present.stream().anyMatch(m -> m != ConsoleMode.UNIX)) {
            adopter.adopt(domain);
        } else if (mode != ConsoleMode.UNIX && present.contains(ConsoleMode.UNIX)) {
            adopter.release(domain);
        }
    }

    private DomainXml changed(DomainXml xml, ConsoleMode mode) {
        ConsoleMetadata metadata = xml.metadata().orElse(ConsoleMetadata.EMPTY);
        DomainXml domain = rewriter.rewrite(xml, mode, RewriteOptions.DEFAULTS.withMetadata(metadata));
        if (mode != ConsoleMode.OFF && rewriter.firstConsole(domain).isEmpty()) {
            throw new ConteeException("cannot change the mode of domain " + domain.name()
                    + ": it has no console that contee can have: give it a <serial type='pty'/>");
        }
        return domain;
    }
}
