package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Parses;
import io.contee.domainxml.Rewriter;
import io.contee.hook.PtyLogDirectories;
import io.contee.libvirt.DefinitionStore;
import io.contee.model.ConsoleMode;
import io.contee.model.DomainJournal;
import io.contee.testing.Domains;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DefinitionsTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Path ptyLogs = temp.resolve("pty");
    private final Rewriter rewriter = new Rewriter(temp.resolve("c"), ptyLogs);
    private final String unix = rewriter.rewrite(Domains.ORDINARY, ConsoleMode.UNIX);

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    /** Has one domain, and does not parse it. */
    private static final class Store implements DefinitionStore {

        private Optional<String> xml;

        Store(Optional<String> xml) {
            this.xml = xml;
        }

        @Override
        public Optional<String> persistent(UUID domain) {
            return xml;
        }

        @Override
        public Optional<String> persistent(String name) {
            return xml;
        }

        @Override
        public Optional<String> definition(String name) {
            return xml;
        }

        @Override
        public void define(String defined) {
            xml = Optional.of(defined);
        }

        @Override
        public boolean isConnected() {
            return true;
        }
    }

    /** What a host with that store has for its definitions. */
    private final class Host {

        private final ConteeConfig config = ConteeConfig.load(Map.of("CONTEE_MANAGE", "all"));
        private final WantedModes wanted = new WantedModes(config);
        private final Definitions definitions;
        private final DefinitionWatch watch;
        private final DefinitionStore store;

        Host(DefinitionStore store) {
            this.store = store;
            this.definitions = new Definitions(
                    store, rewriter, wanted, new PtyLogDirectories(rewriter, ptyLogs), DomainJournal.NONE);
            this.watch = new DefinitionWatch(
                    definitions, store, rewriter, wanted, new RewriteLimit(InstantSource.system()), Runnable::run);
        }

        DomainDefiner definer() {
            return new DomainDefiner(config, store, definitions, watch, rewriter);
        }

        DomainModes modes() {
            return new DomainModes(store, domain -> Optional.empty(), definitions, watch, rewriter, new NoAdopter());
        }
    }

    private static final class NoAdopter implements Adopter {
        @Override
        public void adopt(String domain) {
            throw new AssertionError("it does not run");
        }

        @Override
        public void release(String domain) {
            throw new AssertionError("it does not run");
        }
    }

    @Test
    void aNewDomainsTextsAreParsedOnceEach() {
        Store store = new Store(Optional.empty());

        List<String> parsed =
                Parses.during(() -> new Host(store).definer().define(Domains.ORDINARY, DefineOptions.DEFAULTS));

        assertThat(store.xml).contains(unix);
        assertThat(parsed).containsExactlyInAnyOrder(Domains.ORDINARY, unix);
    }

    @Test
    void aDomainsTextsAreParsedOnceEachWhenItIsDefinedAgain() {
        String former = unix.replace("</name>", "</name><title>former</title>");
        Store store = new Store(Optional.of(former));

        List<String> parsed =
                Parses.during(() -> new Host(store).definer().define(Domains.ORDINARY, DefineOptions.DEFAULTS));

        assertThat(store.xml).contains(unix);
        assertThat(parsed).containsExactlyInAnyOrder(Domains.ORDINARY, former, unix);
    }

    @Test
    void aDefinitionThatIsChangedByThePolicyIsParsedOnce() {
        Store store = new Store(Optional.of(Domains.ORDINARY));

        List<String> parsed = Parses.during(() -> new Host(store).watch.changed(new UUID(0, 1), "web"));

        assertThat(store.xml).contains(unix);
        assertThat(parsed).containsExactlyInAnyOrder(Domains.ORDINARY, unix);
    }

    @Test
    void aCloneThatWasDefinedWhileConteeWasAwayMarksTheLogOfItsOriginal() throws IOException {
        String original = rewriter.rewrite(Domains.ORDINARY, ConsoleMode.PTY);
        String uuid = DomainXml.parse(original).uuid().orElseThrow().toString();
        Path spool = Files.createDirectories(ptyLogs.resolve(uuid));
        Store store = new Store(Optional.of(
                original.replace(">" + uuid + "<", ">" + new UUID(0, 1) + "<").replace("<name>web<", "<name>clone<")));

        new Host(store).watch.changed(new UUID(0, 1), "clone");

        assertThat(spool.resolve("serial0.foreign")).hasContent("clone");
    }

    @Test
    void aModeSwitchParsesEachTextOnce() {
        Store store = new Store(Optional.of(unix));

        List<String> parsed = Parses.during(() -> new Host(store).modes().set("web", ConsoleMode.PTY, false));

        assertThat(store.xml).contains(rewriter.rewrite(Domains.ORDINARY, ConsoleMode.PTY));
        assertThat(parsed).containsExactlyInAnyOrder(unix, Domains.ORDINARY, store.xml.orElseThrow());
    }

    @Test
    void aDomainThatIsAsWantedIsTheSameObject() {
        DomainXml rewritten = rewriter.rewrite(DomainXml.parse(Domains.ORDINARY), ConsoleMode.UNIX);
        assertThat(rewriter.rewrite(rewritten, ConsoleMode.UNIX)).isSameAs(rewritten);
        DomainXml original = DomainXml.parse(Domains.ORDINARY);
        assertThat(rewriter.rewrite(original, ConsoleMode.OFF)).isSameAs(original);
    }
}
