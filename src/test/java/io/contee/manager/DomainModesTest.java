package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.config.ConteeConfig;
import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.hook.PtyLogDirectories;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.DomainJournal;
import io.contee.model.NotFoundException;
import io.contee.testing.Domains;
import io.contee.testing.ShortTempDir;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DomainModesTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Rewriter rewriter = new Rewriter(temp.resolve("c"), temp.resolve("l"));
    private final FakeDefinitions libvirt = new FakeDefinitions();
    private final List<String> moves = new ArrayList<>();
    private Optional<String> refusal = Optional.empty();
    private Optional<String> running = Optional.empty();
    private final DomainModes modes = modes();

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    private DomainModes modes() {
        WantedModes wanted = new WantedModes(ConteeConfig.load(Map.of("CONTEE_MANAGE", "all")));
        Definitions definitions = new Definitions(
                libvirt, rewriter, wanted, new PtyLogDirectories(rewriter, temp.resolve("l")), DomainJournal.NONE);
        DefinitionWatch watch = new DefinitionWatch(
                definitions, libvirt, rewriter, wanted, new RewriteLimit(InstantSource.system()), Runnable::run);
        return new DomainModes(libvirt, domain -> running, definitions, watch, rewriter, new Moves());
    }

    private final class Moves implements Adopter {
        @Override
        public void adopt(String domain) {
            move("adopt " + domain);
        }

        @Override
        public void release(String domain) {
            move("release " + domain);
        }

        private void move(String what) {
            moves.add(what);
            refusal.ifPresent(reason -> {
                throw new ConteeException(reason);
            });
        }
    }

    private static String live(String xml) {
        return xml.replaceFirst("<domain type='qemu'", "<domain type='qemu' id='3'")
                .replace("<target port='0'/>", "<target port='0'/><alias name='serial0'/>")
                .replace("<target port='1'/>", "<target port='1'/><alias name='serial1'/>");
    }

    @Test
    void aDefinitionThatIsNotConteesIsOff() {
        libvirt.definedByOthers(Domains.ORDINARY);
        assertThat(modes.show("web"))
                .isEqualTo(new DomainMode("web", Optional.of(ConsoleMode.OFF), new TreeMap<>(), false));
    }

    @Test
    void eachConsoleOfTheRunningGuestHasItsMode() {
        libvirt.definedByOthers(rewriter.rewrite(Domains.TWO_SERIALS, ConsoleMode.UNIX));
        running = Optional.of(live(Domains.TWO_SERIALS));
        assertThat(modes.show("web"))
                .isEqualTo(new DomainMode(
                        "web",
                        Optional.of(ConsoleMode.UNIX),
                        new TreeMap<>(Map.of("serial0", ConsoleMode.OFF, "serial1", ConsoleMode.OFF)),
                        true));
        running = Optional.of(live(rewriter.rewrite(Domains.TWO_SERIALS, ConsoleMode.UNIX)));
        assertThat(modes.show("web"))
                .isEqualTo(new DomainMode(
                        "web",
                        Optional.of(ConsoleMode.UNIX),
                        new TreeMap<>(Map.of("serial0", ConsoleMode.UNIX, "serial1", ConsoleMode.UNIX)),
                        false));
    }

    @Test
    void anyModeLeadsToAnyOtherAndPodAndLogStay() {
        UUID domain = libvirt.definedByOthers(Domains.ORDINARY.replace(
                "<memory>",
                "<metadata><c:console xmlns:c='urn:contee:console:1'><c:annotation key='a'>b</c:annotation></c:console>"
                        + "</metadata><memory>"));
        for (ConsoleMode from : ConsoleMode.values()) {
            for (ConsoleMode to : ConsoleMode.values()) {
                modes.set("web", from, false);
                assertThat(modes.set("web", to, false).definition()).contains(to);
                assertThat(DomainXml.parse(libvirt.of(domain)).metadata())
                        .get()
                        .extracting(ConsoleMetadata::mode, ConsoleMetadata::annotations)
                        .containsExactly(Optional.of(to), Map.of("a", "b"));
            }
        }
        assertThat(moves).isEmpty();
    }

    @Test
    void offIsRecordedInADomainThatIsNotConteesSoThatItIsLeftAlone() {
        UUID domain = libvirt.definedByOthers(Domains.ORDINARY);
        modes.set("web", ConsoleMode.OFF, false);
        assertThat(DomainXml.parse(libvirt.of(domain)).metadata().flatMap(ConsoleMetadata::mode))
                .contains(ConsoleMode.OFF);
    }

    @Test
    void liveMovesTheRunningGuestToo() {
        libvirt.definedByOthers(Domains.ORDINARY);
        running = Optional.of(live(Domains.ORDINARY));
        modes.set("web", ConsoleMode.UNIX, true);
        running = Optional.of(live(rewriter.rewrite(Domains.ORDINARY, ConsoleMode.UNIX)));
        modes.set("web", ConsoleMode.PTY, true);
        modes.set("web", ConsoleMode.OFF, true);
        assertThat(moves).containsExactly("adopt web", "release web", "release web");
    }

    @Test
    void aGuestThatIsInTheModeAlreadyIsNotMoved() {
        libvirt.definedByOthers(Domains.ORDINARY);
        running = Optional.of(live(rewriter.rewrite(Domains.ORDINARY, ConsoleMode.UNIX)));
        modes.set("web", ConsoleMode.UNIX, true);
        assertThat(moves).isEmpty();
    }

    @Test
    void aGuestThatCannotBeMovedIsToldTogetherWithWhatWasDone() {
        UUID domain = libvirt.definedByOthers(Domains.ORDINARY);
        running = Optional.of(live(Domains.ORDINARY));
        refusal = Optional.of("virsh console holds it");
        assertThatThrownBy(() -> modes.set("web", ConsoleMode.UNIX, true))
                .isInstanceOf(ConteeException.class)
                .hasMessage("the definition has mode unix now, but: virsh console holds it");
        assertThat(libvirt.of(domain)).contains(".guest");
    }

    @Test
    void aTransientGuestHasNoModeButThatOfItsRun() {
        running = Optional.of(live(Domains.ORDINARY));
        assertThat(modes.show("web").definition()).isEmpty();
        assertThat(modes.show("web").restartDue()).isFalse();
        assertThatThrownBy(() -> modes.set("web", ConsoleMode.UNIX, false))
                .hasMessageEndingWith("it is transient and has no definition: change that of the running guest");
        modes.set("web", ConsoleMode.UNIX, true);
        assertThat(moves).containsExactly("adopt web");
    }

    @Test
    void aDomainWithoutAnyConsoleIsRefused() {
        UUID domain = libvirt.definedByOthers(Domains.ORDINARY.replaceAll("(?s)<serial.*</console>", ""));
        assertThatThrownBy(() -> modes.set("web", ConsoleMode.UNIX, false))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("it has no console that contee can have");
        assertThat(libvirt.of(domain)).doesNotContain("contee");
    }

    @Test
    void anUnknownDomainIsNotFound() {
        assertThatThrownBy(() -> modes.show("nobody")).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> modes.set("nobody", ConsoleMode.OFF, true)).isInstanceOf(NotFoundException.class);
    }
}
