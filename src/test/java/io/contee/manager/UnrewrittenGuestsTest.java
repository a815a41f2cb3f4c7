package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.contee.config.AdoptPolicy;
import io.contee.config.ConteeConfig;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.testing.Domains;
import io.contee.testing.LogCapture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UnrewrittenGuestsTest {

    private static final Rewriter REWRITER = new Rewriter(Path.of("/run/c"), Path.of("/log/pty"));
    private static final UUID DOMAIN = DomainXml.parse(Domains.ORDINARY).uuid().orElseThrow();

    private final LogCapture log = new LogCapture(UnrewrittenGuests.class);
    private final List<String> adopted = new ArrayList<>();
    private Optional<String> refusal = Optional.empty();

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static String live(String xml, int run) {
        return xml.replaceFirst("<domain type='qemu'", "<domain type='qemu' id='" + run + "'")
                .replace(
                        "<serial type='pty'>", "<serial type='pty'><source path='/dev/pts/1'/><alias name='serial0'/>");
    }

    private static WantedModes wanted(String manage) {
        return new WantedModes(ConteeConfig.load(Map.of("CONTEE_MANAGE", manage)));
    }

    private UnrewrittenGuests guests(WantedModes modes, AdoptPolicy policy) {
        Adopter adopter = new Adopter() {
            @Override
            public void adopt(String domain) {
                adopted.add(domain);
                refusal.ifPresent(reason -> {
                    throw new ConteeException(reason);
                });
            }

            @Override
            public void release(String domain) {
                throw new AssertionError("nobody asked for that");
            }
        };
        return new UnrewrittenGuests(REWRITER, modes, policy, adopter, Runnable::run, Runnable::run);
    }

    private List<String> warnings() {
        assertThat(log.texts(Level.ERROR)).isEmpty();
        return log.texts(Level.WARN);
    }

    @Test
    void eachRunIsReportedOnceWithWhatToDo() {
        UnrewrittenGuests guests = guests(wanted("all"), AdoptPolicy.ASK);
        guests.running(DomainXml.parse(live(Domains.ORDINARY, 1)));
        guests.running(DomainXml.parse(live(Domains.ORDINARY, 1)));
        assertThat(warnings())
                .containsExactly(
                        "domain web runs with consoles that contee does not serve: serial0: 'contee adopt web' adopts them"
                                + " as it runs");
        guests.stopped(DOMAIN);
        guests.running(DomainXml.parse(live(Domains.ORDINARY, 2)));
        assertThat(warnings()).hasSize(2);
        assertThat(adopted).as("not unless told to").isEmpty();
    }

    @Test
    void whereConfiguredItIsTakenOverOnceInItsRun() {
        UnrewrittenGuests guests = guests(wanted("all"), AdoptPolicy.AUTO);
        guests.running(DomainXml.parse(live(Domains.ORDINARY, 1)));
        guests.running(DomainXml.parse(live(Domains.ORDINARY, 1)));
        assertThat(adopted).containsExactly("web");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aConsoleThatIsPluggedInLaterIsReportedOnce() {
        UnrewrittenGuests guests = guests(wanted("all"), AdoptPolicy.ASK);
        DomainXml before = DomainXml.parse(live(Domains.ORDINARY, 1));
        DomainXml after = DomainXml.parse(live(Domains.ORDINARY, 1)
                .replace(
                        "<console",
                        "<serial type='pty'><source path='/dev/pts/2'/><alias name='serial1'/></serial><console"));
        guests.running(before);
        guests.running(after);
        guests.running(after);
        assertThat(warnings()).hasSize(2).last().asString().contains("does not serve: serial0, serial1: ");
        guests.running(before);
        guests.running(after);
        assertThat(warnings()).as("plugged in again").hasSize(3);
    }

    @Test
    void aFailureToTakeItOverIsOneWarning() {
        refusal = Optional.of("virsh console holds it");
        UnrewrittenGuests guests = guests(wanted("all"), AdoptPolicy.AUTO);
        guests.running(DomainXml.parse(live(Domains.ORDINARY, 1)));
        assertThat(warnings()).containsExactly("the consoles of domain web are not adopted: virsh console holds it");
    }

    @Test
    void withNeverItIsReportedAndLeftAlone() {
        guests(wanted("all"), AdoptPolicy.NEVER).running(DomainXml.parse(live(Domains.ORDINARY, 1)));
        assertThat(warnings())
                .singleElement()
                .asString()
                .endsWith(": change its definition with 'contee mode', and restart it");
        assertThat(adopted).isEmpty();
    }

    @Test
    void aGuestOfAnotherModeThanUnixIsNotTakenOver() {
        WantedModes modes = wanted("none");
        modes.definedAs(DOMAIN, Optional.of(ConsoleMode.PTY));
        guests(modes, AdoptPolicy.AUTO).running(DomainXml.parse(live(Domains.ORDINARY, 1)));
        assertThat(adopted).isEmpty();
        assertThat(warnings()).hasSize(1);
    }

    @Test
    void aGuestThatIsAsItShouldBeIsNotReported() {
        UnrewrittenGuests guests = guests(wanted("all"), AdoptPolicy.AUTO);
        guests.running(DomainXml.parse(live(REWRITER.rewrite(Domains.ORDINARY, ConsoleMode.UNIX), 1)));
        guests.running(DomainXml.parse(live(REWRITER.rewrite(Domains.ORDINARY, ConsoleMode.PTY), 2)));
        guests.running(DomainXml.parse(live(Domains.ORDINARY.replace("type='pty'", "type='null'"), 3)));
        assertThat(warnings()).isEmpty();
        assertThat(adopted).isEmpty();
    }

    @Test
    void aGuestThatConteeHasNoSayInIsNotReported() {
        guests(wanted("metadata"), AdoptPolicy.AUTO).running(DomainXml.parse(live(Domains.ORDINARY, 1)));
        WantedModes modes = wanted("all");
        modes.definedAs(DOMAIN, Optional.of(ConsoleMode.OFF));
        guests(modes, AdoptPolicy.AUTO).running(DomainXml.parse(live(Domains.ORDINARY, 1)));
        assertThat(warnings()).isEmpty();
        assertThat(adopted).isEmpty();
    }

    @Test
    void aGuestWhoseDefinitionIsRewrittenWhileItStartsIsReported() {
        WantedModes modes = wanted("all");
        modes.definedAs(DOMAIN, Optional.of(ConsoleMode.UNIX));
        guests(modes, AdoptPolicy.ASK).running(DomainXml.parse(live(Domains.ORDINARY, 1)));
        assertThat(warnings()).hasSize(1);
    }
}
