package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.contee.config.ConteeConfig;
import io.contee.config.ManagePolicy.Scope;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.RewriteOptions;
import io.contee.domainxml.Rewriter;
import io.contee.hook.PtyLogDirectories;
import io.contee.model.ConsoleMode;
import io.contee.model.DomainJournal;
import io.contee.testing.Domains;
import io.contee.testing.LogCapture;
import io.contee.testing.ShortTempDir;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DefinitionWatchTest {

    private static final String PLAIN = Domains.ORDINARY;

    private final ShortTempDir temp = new ShortTempDir();
    private final Rewriter rewriter = new Rewriter(Path.of("/run/c"), temp.path());
    private final String rewritten = rewriter.rewrite(PLAIN, ConsoleMode.UNIX);

    private final LogCapture log = new LogCapture(DefinitionWatch.class);
    private final FakeDefinitions libvirt = new FakeDefinitions();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private Instant now = Instant.EPOCH;
    private WantedModes modes = wanted(Scope.ALL);
    private DefinitionWatch watch = watch();

    @AfterEach
    void closeLog() {
        log.close();
        temp.close();
    }

    private static WantedModes wanted(Scope scope) {
        return new WantedModes(
                ConteeConfig.load(Map.of("CONTEE_MANAGE", scope.name().toLowerCase(Locale.ROOT))));
    }

    private DefinitionWatch watch() {
        return new DefinitionWatch(
                new Definitions(
                        libvirt, rewriter, modes, new PtyLogDirectories(rewriter, temp.path()), DomainJournal.NONE),
                libvirt,
                rewriter,
                modes,
                new RewriteLimit(() -> now),
                tasks::add);
    }

    private void manage(Scope scope) {
        modes = wanted(scope);
        watch = watch();
    }

    /** libvirt tells of a change, and the watch's thread does all that it has to do. */
    private void look(UUID domain) {
        watch.changed(domain, "web");
        runTasks();
    }

    private void runTasks() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private List<String> warnings() {
        assertThat(log.texts(Level.ERROR)).isEmpty();
        return log.texts(Level.WARN);
    }

    @Test
    void whatOthersDefineIsRewrittenAndItsModeIsKnown() {
        UUID domain = libvirt.definedByOthers(PLAIN);
        look(domain);
        assertThat(libvirt.of(domain)).isEqualTo(rewritten);
        assertThat(modes.of(DomainXml.parse(PLAIN))).contains(ConsoleMode.UNIX);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void itsOwnRewritesAreNotAnswered() {
        UUID domain = libvirt.definedByOthers(PLAIN);
        for (int i = 0; i < 20; i++) {
            look(domain);
        }
        assertThat(libvirt.defined).hasSize(1);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void manyReportsOfADomainAreOneLook() {
        UUID domain = libvirt.definedByOthers(PLAIN);
        for (int i = 0; i < 20; i++) {
            watch.changed(domain, "web");
        }
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        watch.changed(domain, "web");
        assertThat(tasks).as("a report after the look began").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Scope.class,
            names = {"METADATA", "NONE"})
    void whatThePolicyDoesNotCoverIsLeftAlone(Scope scope) {
        manage(scope);
        UUID domain = libvirt.definedByOthers(PLAIN);
        look(domain);
        assertThat(libvirt.defined).isEmpty();
        assertThat(modes.of(DomainXml.parse(rewritten)))
                .as("a guest saved before it was defined anew")
                .isEmpty();
    }

    @Test
    void aDomainWithMetadataGetsTheModeThatItStates() {
        manage(Scope.METADATA);
        UUID domain = libvirt.definedByOthers(PLAIN.replace(
                "<memory>", "<metadata><c:console xmlns:c='urn:contee:console:1' mode='pty'/></metadata><memory>"));
        look(domain);
        assertThat(rewriter.endpoints(DomainXml.parse(libvirt.of(domain))))
                .singleElement()
                .satisfies(endpoint -> {
                    assertThat(endpoint.mode()).isEqualTo(ConsoleMode.PTY);
                    assertThat(endpoint.path().getParent())
                            .as("which virtlogd needs")
                            .isDirectory();
                });
        assertThat(modes.of(DomainXml.parse(PLAIN))).contains(ConsoleMode.PTY);
    }

    @Test
    void aDomainOfModeOffIsLeftAloneAndKnown() {
        UUID domain = libvirt.definedByOthers(
                rewriter.rewrite(PLAIN, ConsoleMode.OFF, RewriteOptions.DEFAULTS.withMetadata(ConsoleMetadata.EMPTY)));
        look(domain);
        assertThat(libvirt.defined).isEmpty();
        assertThat(modes.of(DomainXml.parse(PLAIN))).contains(ConsoleMode.OFF);
    }

    @Test
    void aDefinitionThatChangesWhileItIsRewrittenIsRewrittenAsItIsNow() {
        UUID domain = libvirt.definedByOthers(PLAIN);
        String newer = PLAIN.replace("65536", "131072");
        libvirt.afterNextRead(() -> libvirt.definedByOthers(newer));
        look(domain);
        assertThat(libvirt.defined).containsExactly(rewriter.rewrite(newer, ConsoleMode.UNIX));
    }

    @Test
    void aDomainThatIsUndefinedWhileItIsRewrittenDoesNotComeBack() {
        UUID domain = libvirt.definedByOthers(PLAIN);
        libvirt.afterNextRead(() -> libvirt.undefine(domain));
        look(domain);
        assertThat(libvirt.defined).isEmpty();
        assertThat(warnings()).isEmpty();
    }

    @Test
    void anUndefinedDomainIsForgotten() {
        manage(Scope.METADATA);
        UUID domain = libvirt.definedByOthers(rewritten);
        look(domain);
        assertThat(modes.of(DomainXml.parse(PLAIN))).contains(ConsoleMode.UNIX);
        libvirt.undefine(domain);
        look(domain);
        assertThat(modes.of(DomainXml.parse(PLAIN))).isEmpty();
    }

    @Test
    void aProgramThatKeepsDefiningADomainWins() {
        UUID domain = libvirt.definedByOthers(PLAIN);
        for (int i = 0; i < 50; i++) {
            libvirt.definedByOthers(PLAIN);
            look(domain);
            now = now.plusSeconds(30);
        }
        assertThat(libvirt.defined).hasSize(RewriteLimit.MOST);
        assertThat(libvirt.of(domain)).isEqualTo(PLAIN);
        assertThat(warnings()).singleElement().asString().startsWith("gave up on the definition of domain web: ");
        assertThat(modes.of(DomainXml.parse(rewritten)))
                .as("it has no mode of contee's")
                .isEmpty();

        watch.decided(domain);
        look(domain);
        assertThat(libvirt.of(domain)).as("taken up again").isEqualTo(rewritten);
    }

    @Test
    void rewritesThatAreFarApartAreNoFight() {
        UUID domain = libvirt.definedByOthers(PLAIN);
        for (int i = 0; i < 50; i++) {
            libvirt.definedByOthers(PLAIN);
            look(domain);
            now = now.plus(RewriteLimit.WINDOW.dividedBy(RewriteLimit.MOST)).plus(Duration.ofSeconds(1));
        }
        assertThat(libvirt.defined).hasSize(50);
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aFailureIsToldOnce() {
        UUID domain = libvirt.definedByOthers(PLAIN);
        libvirt.refusal = Optional.of("cannot define the domain: libvirt says: no");
        look(domain);
        look(domain);
        assertThat(warnings())
                .containsExactly(
                        "the definition of domain web is not rewritten: cannot define the domain: libvirt says: no");
        libvirt.refusal = Optional.empty();
        look(domain);
        assertThat(libvirt.of(domain)).isEqualTo(rewritten);
    }

    @Test
    void xmlThatCannotBeRewrittenIsToldOnce() {
        String broken =
                PLAIN.replace("<serial type='pty'>", "<serial type='pty'><alias name='ua-" + "x".repeat(200) + "'/>");
        UUID domain = libvirt.definedByOthers(broken);
        look(domain);
        look(domain);
        assertThat(warnings()).singleElement().asString().startsWith("the definition of domain web is not rewritten: ");
        assertThat(libvirt.defined).isEmpty();
    }

    @Test
    void aLibvirtThatIsAwayIsNoFailureOfADomain() {
        UUID domain = libvirt.definedByOthers(PLAIN);
        libvirt.connected = false;
        look(domain);
        assertThat(warnings()).isEmpty();
        libvirt.connected = true;
        look(domain);
        assertThat(libvirt.of(domain)).isEqualTo(rewritten);
    }
}
