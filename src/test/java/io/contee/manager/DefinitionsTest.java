package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.domainxml.UnparsableCopy;
import io.contee.hook.PtyLogDirectories;
import io.contee.libvirt.DefinitionStore;
import io.contee.model.ConsoleMode;
import io.contee.model.DomainJournal;
import io.contee.testing.Domains;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DefinitionsTest {

    private static final Rewriter REWRITER = new Rewriter(Path.of("/run/c"), Path.of("/log/pty"));

    /** Takes any text, as only libvirt's answer matters. */
    private static final class Store implements DefinitionStore {

        private final List<String> defined = new ArrayList<>();

        @Override
        public Optional<String> persistent(UUID domain) {
            return Optional.empty();
        }

        @Override
        public Optional<String> persistent(String name) {
            return Optional.empty();
        }

        @Override
        public void define(String xml) {
            defined.add(xml);
        }

        @Override
        public boolean isConnected() {
            return true;
        }
    }

    @Test
    void whatWasParsedIsNotParsedAgainOnItsWayToLibvirt() {
        Store store = new Store();
        Definitions definitions = new Definitions(
                store,
                REWRITER,
                new WantedModes(ConteeConfig.load(Map.of("CONTEE_MANAGE", "all"))),
                new PtyLogDirectories(REWRITER, Path.of("/log/pty")),
                DomainJournal.NONE);
        DomainXml rewritten = REWRITER.rewrite(DomainXml.parse(Domains.ORDINARY), ConsoleMode.UNIX);
        DomainXml once = UnparsableCopy.of(rewritten);
        definitions.define(once);
        assertThat(store.defined).containsExactly(once.text());
    }

    @Test
    void aDomainThatIsAsWantedIsTheSameObject() {
        DomainXml rewritten = REWRITER.rewrite(DomainXml.parse(Domains.ORDINARY), ConsoleMode.UNIX);
        assertThat(REWRITER.rewrite(rewritten, ConsoleMode.UNIX)).isSameAs(rewritten);
        DomainXml original = DomainXml.parse(Domains.ORDINARY);
        assertThat(REWRITER.rewrite(original, ConsoleMode.OFF)).isSameAs(original);
    }
}
