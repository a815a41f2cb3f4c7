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
        guests.running(live(Domains.ORDINARY, 1));
        guests.running(live(Domains.ORDINARY, 1));
        assertThat(warnings())
                .containsExactly(
                        "domain web was started from XML that contee had not rewritten, and does not print to it"
                                + " from serial0: 'contee adopt web' takes it over as it runs");
        guests.stopped(DOMAIN);
        guests.running(live(Domains.ORDINARY, 2));
        assertThat(warnings()).hasSize(2);
        assertThat(adopted).as("not unless told to").isEmpty();
    }

    @Test
    void whereConfiguredItIsTakenOverOnceInItsRun() {
        UnrewrittenGuests guests = guests(wanted("all"), AdoptPolicy.AUTO);
        guests.running(live(Domains.ORDINARY, 1));
        guests.running(live(Domains.ORDINARY, 1));
        assertThat(adopted).containsExactly("web");
        assertThat(warnings()).isEmpty();
    }

    @Test
    void aFailureToTakeItOverIsOneWarning() {
        refusal = Optional.of("virsh console holds it");
        UnrewrittenGuests guests = guests(wanted("all"), AdoptPolicy.AUTO);
        guests.running(live(Domains.ORDINARY, 1));
        assertThat(warnings()).containsExactly("domain web is not taken over: virsh console holds it");
    }

    @Test
    void withNeverItIsReportedAndLeftAlone() {
        guests(wanted("all"), AdoptPolicy.NEVER).running(live(Domains.ORDINARY, 1));
        assertThat(warnings()).singleElement().asString().endsWith(": define it, and start it again");
        assertThat(adopted).isEmpty();
    }

    @Test
    void aGuestOfAnotherModeThanUnixIsNotTakenOver() {
        WantedModes modes = wanted("none");
        modes.definedAs(DOMAIN, Optional.of(ConsoleMode.PTY));
        guests(modes, AdoptPolicy.AUTO).running(live(Domains.ORDINARY, 1));
        assertThat(adopted).isEmpty();
        assertThat(warnings()).hasSize(1);
    }

    @Test
    void aGuestThatIsAsItShouldBeIsNotReported() {
        UnrewrittenGuests guests = guests(wanted("all"), AdoptPolicy.AUTO);
        guests.running(live(REWRITER.rewrite(Domains.ORDINARY, ConsoleMode.UNIX), 1));
        guests.running(live(REWRITER.rewrite(Domains.ORDINARY, ConsoleMode.PTY), 2));
        guests.running(live(Domains.ORDINARY.replace("type='pty'", "type='null'"), 3));
        guests.running("no xml");
        assertThat(warnings()).isEmpty();
        assertThat(adopted).isEmpty();
    }

    @Test
    void aGuestThatConteeHasNoSayInIsNotReported() {
        guests(wanted("metadata"), AdoptPolicy.AUTO).running(live(Domains.ORDINARY, 1));
        WantedModes modes = wanted("all");
        modes.definedAs(DOMAIN, Optional.of(ConsoleMode.OFF));
        guests(modes, AdoptPolicy.AUTO).running(live(Domains.ORDINARY, 1));
        assertThat(warnings()).isEmpty();
        assertThat(adopted).isEmpty();
    }

    @Test
    void aGuestWhoseDefinitionIsRewrittenWhileItStartsIsReported() {
        WantedModes modes = wanted("all");
        modes.definedAs(DOMAIN, Optional.of(ConsoleMode.UNIX));
        guests(modes, AdoptPolicy.ASK).running(live(Domains.ORDINARY, 1));
        assertThat(warnings()).hasSize(1);
    }
}
