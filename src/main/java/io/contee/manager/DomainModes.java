package io.contee.manager;

import io.contee.domainxml.ConsoleEndpoint;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.RewriteOptions;
import io.contee.domainxml.Rewriter;
import io.contee.libvirt.LibvirtConnection;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.NotFoundException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Shows and changes the modes of domains by name. Any thread may call it, except one that a libvirt hook waits for. */
final class DomainModes {

    private final LibvirtConnection libvirt;
    private final Definitions definitions;
    private final DefinitionWatch watch;
    private final Rewriter rewriter;
    private final Adopter adopter;

    DomainModes(
            LibvirtConnection libvirt,
            Definitions definitions,
            DefinitionWatch watch,
            Rewriter rewriter,
            Adopter adopter) {
        this.libvirt = libvirt;
        this.definitions = definitions;
        this.watch = watch;
        this.rewriter = rewriter;
        this.adopter = adopter;
    }

    /**
     * The modes of a domain.
     *
     * @throws NotFoundException if there is no such domain
     */
    DomainMode show(String domain) {
        Optional<DomainXml> definition = libvirt.persistent(domain).map(DomainXml::parse);
        Optional<DomainXml> running = libvirt.active(domain).map(DomainXml::parse);
        if (definition.isEmpty() && running.isEmpty()) {
            throw Contee.unknownDomain(domain);
        }
        SortedMap<String, ConsoleMode> wanted = definition.map(this::modes).orElseGet(TreeMap::new);
        SortedMap<String, ConsoleMode> present = running.map(this::modes).orElseGet(TreeMap::new);
        return new DomainMode(
                domain,
                definition.map(xml -> rewriter.endpoints(xml).stream()
                        .map(ConsoleEndpoint::mode)
                        .findFirst()
                        .orElse(ConsoleMode.OFF)),
                present,
                definition.isPresent() && running.isPresent() && !wanted.equals(present));
    }

    private SortedMap<String, ConsoleMode> modes(DomainXml domain) {
        SortedMap<String, ConsoleMode> modes = new TreeMap<>();
        rewriter.uncaptured(domain).forEach(alias -> modes.put(alias, ConsoleMode.OFF));
        rewriter.endpoints(domain).forEach(endpoint -> modes.put(endpoint.alias(), endpoint.mode()));
        return modes;
    }

    /**
     * Changes the mode of a domain's definition. Mode {@code OFF} is recorded there, too, so that contee leaves the
     * domain alone whatever its policy covers.
     *
     * @param live whether to move the consoles of the running guest, too
     * @throws NotFoundException if there is no such domain
     * @throws ConteeException if libvirt refuses, or a running guest cannot be changed, whose definition is changed then
     */
    DomainMode set(String domain, ConsoleMode mode, boolean live) {
        boolean running = libvirt.active(domain).isPresent();
        Optional<Definitions.Outcome> changed = definitions.change(domain, xml -> changed(xml, mode));
        changed.map(Definitions.Outcome::xml)
                .flatMap(xml -> DomainXml.parse(xml).uuid())
                .ifPresent(watch::decided);
        if (changed.isEmpty() && !running) {
            throw Contee.unknownDomain(domain);
        }
        if (changed.isEmpty() && !live) {
            throw new ConteeException("cannot change the mode of domain " + domain
                    + ": it is transient and has no definition: change the running guest with --live");
        }
        if (live && running) {
            move(domain, mode);
        }
        return show(domain);
    }

    private void move(String domain, ConsoleMode mode) {
        Optional<DomainXml> guest = libvirt.active(domain).map(DomainXml::parse);
        if (mode == ConsoleMode.UNIX) {
            guest.filter(xml -> !rewriter.uncaptured(xml).isEmpty()).ifPresent(xml -> adopter.adopt(domain));
        } else {
            guest.filter(xml -> rewriter.endpoints(xml).stream().anyMatch(e -> e.mode() == ConsoleMode.UNIX))
                    .ifPresent(xml -> adopter.release(domain));
        }
    }

    private String changed(String xml, ConsoleMode mode) {
        ConsoleMetadata metadata = DomainXml.parse(xml).metadata().orElse(ConsoleMetadata.EMPTY);
        String rewritten = rewriter.rewrite(xml, mode, RewriteOptions.DEFAULTS.withMetadata(metadata));
        DomainXml domain = DomainXml.parse(rewritten);
        if (mode != ConsoleMode.OFF && rewriter.endpoints(domain).isEmpty()) {
            throw new ConteeException("cannot change the mode of domain " + domain.name()
                    + ": it has no console that contee can have: give it a <serial type='pty'/>");
        }
        return rewritten;
    }
}
