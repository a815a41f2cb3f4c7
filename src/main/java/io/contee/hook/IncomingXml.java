package io.contee.hook;

import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.RewriteOptions;
import io.contee.domainxml.Rewriter;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Rewrites the XML of a guest that returns from a saved state, or arrives from another host, to its mode here: it may
 * have been saved in another one.
 */
public final class IncomingXml {

    private final Rewriter rewriter;
    private final PtyLogDirectories ptyLogs;
    private final Function<DomainXml, Optional<ConsoleMode>> wantedMode;

    /**
     * Makes it.
     *
     * @param ptyLogs makes the directories that the rewritten XML needs
     * @param wantedMode returns the mode that a domain should have, empty to leave its XML unchanged; it must not ask
     *     libvirt
     */
    public IncomingXml(
            Rewriter rewriter, PtyLogDirectories ptyLogs, Function<DomainXml, Optional<ConsoleMode>> wantedMode) {
        this.rewriter = rewriter;
        this.ptyLogs = ptyLogs;
        this.wantedMode = wantedMode;
    }

    /**
     * Rewrites a guest's XML.
     *
     * @return empty if it needs no change
     * @throws ConteeException if it cannot be read, or libvirt would not accept the result
     */
    public Optional<String> rewrite(String xml) {
        DomainXml domain = DomainXml.parse(xml);
        return wantedMode
                .apply(domain)
                .map(mode -> rewrite(domain, mode).text())
                .filter(rewritten -> !rewritten.equals(xml));
    }

    private DomainXml rewrite(DomainXml domain, ConsoleMode mode) {
        if (mode == ConsoleMode.OFF
                && rewriter.endpoints(domain).isEmpty()
                && rewriter.misdirected(domain).isEmpty()) {
            return domain; // there is nothing of contee's to remove
        }
        DomainXml changed = mode == ConsoleMode.OFF
                ? rewriter.rewrite(
                        domain,
                        mode,
                        RewriteOptions.DEFAULTS.withMetadata(domain.metadata().orElse(ConsoleMetadata.EMPTY)))
                : rewriter.rewrite(domain, mode);
        if (!abi(changed).equals(abi(domain))) {
            throw new ConteeException("the XML of domain " + OneLine.of(domain.name())
                    + " would be changed in more than its consoles' backends: it is left as it is");
        }
        ptyLogs.make(changed);
        return changed;
    }

    /**
     * Returns the parts of a guest's XML that must not change (virDomainDefCheckABIStability), as far as contee knows.
     */
    private static List<Object> abi(DomainXml domain) {
        return List.of(
                domain.name(),
                domain.uuid(),
                domain.chardevs().stream()
                        .map(c -> List.of(c.kind(), c.targetType(), c.targetPort()))
                        .toList());
    }
}
