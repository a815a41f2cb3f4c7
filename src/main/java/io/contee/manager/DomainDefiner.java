package io.contee.manager;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.ConsoleEndpoint;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.RewriteOptions;
import io.contee.domainxml.Rewriter;
import io.contee.domainxml.SharedSocketConsoles;
import io.contee.libvirt.DefinitionStore;
import io.contee.model.ConsoleMode;
import io.contee.model.DomainId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Defines domains on request. Any thread may call it, except one that a libvirt hook waits for. */
final class DomainDefiner {

    private final ConteeConfig config;
    private final DefinitionStore store;
    private final Definitions definitions;
    private final DefinitionWatch watch;
    private final Rewriter rewriter;
    private final Optional<SharedSocketConsoles> shared;

    DomainDefiner(
            ConteeConfig config,
            DefinitionStore store,
            Definitions definitions,
            DefinitionWatch watch,
            Rewriter rewriter) {
        this.config = config;
        this.store = store;
        this.definitions = definitions;
        this.watch = watch;
        this.rewriter = rewriter;
        this.shared = config.guests().streamerSocket().map(SharedSocketConsoles::new);
    }

    /** Rewrites a domain's XML and defines it, see {@link Contee#define}. Each text is parsed once. */
    DefinedDomain define(String xml, DefineOptions options) {
        DomainXml domain = DomainXml.parse(DomainXml.withoutDeclaration(xml));
        Optional<DomainXml> former = store.definition(domain.name()).map(DomainXml::parse);
        ConsoleMetadata metadata = options.appliedTo(domain.metadata().orElse(ConsoleMetadata.EMPTY), config);
        DomainXml rewritten = rewriter.rewrite(
                domain,
                metadata.mode().orElseThrow(),
                RewriteOptions.DEFAULTS.withMetadata(metadata).withKnownUuid(former.flatMap(DomainXml::uuid)));
        definitions.define(rewritten);
        UUID uuid = rewritten
                .uuid()
                .or(() -> store.definition(domain.name()).map(DomainXml::parse).flatMap(DomainXml::uuid))
                .orElseThrow(() -> HostDomains.unknown(domain.name()));
        watch.decided(uuid);
        return new DefinedDomain(
                new DomainId(uuid, domain.name()),
                rewriter.endpoints(rewritten).stream()
                        .map(ConsoleEndpoint::alias)
                        .toList(),
                metadata.mode().equals(Optional.of(ConsoleMode.OFF)) ? Map.of() : leftAlone(rewritten));
    }

    private Map<String, String> leftAlone(DomainXml domain) {
        Map<String, String> types = new LinkedHashMap<>();
        rewriter.leftAlone(domain).forEach(console -> types.put(console.alias(), console.type()));
        shared.ifPresent(virtlets -> types.keySet().removeAll(virtlets.of(domain)));
        return types;
    }
}
