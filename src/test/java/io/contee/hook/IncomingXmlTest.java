package io.contee.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.domainxml.ConsoleMetadata;
import io.contee.domainxml.DomainXml;
import io.contee.domainxml.Rewriter;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.testing.Domains;
import io.contee.testing.ShortTempDir;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IncomingXmlTest {

    /** As libvirt keeps it in a saved state. */
    private static final String SAVED = Domains.TWO_SERIALS
            .replace("<serial type='pty'>", "<serial type='pty'><source path='/dev/pts/3'/><alias name='serial0'/>")
            .replace("<console type='pty'>", "<console type='pty' tty='/dev/pts/3'><source path='/dev/pts/3'/>");

    private final ShortTempDir temp = new ShortTempDir();
    private final Rewriter rewriter = new Rewriter(Path.of("/run/contee/consoles"), temp.path());
    private final PtyLogDirectories ptyLogs = new PtyLogDirectories(rewriter, temp.path());

    @AfterEach
    void removeLogs() {
        temp.close();
    }

    private Optional<String> rewrite(String xml, ConsoleMode mode) {
        return new IncomingXml(rewriter, ptyLogs, domain -> Optional.of(mode)).rewrite(xml);
    }

    @ParameterizedTest
    @EnumSource(
            value = ConsoleMode.class,
            names = {"UNIX", "PTY"})
    void aGuestSavedOnPlainPtysComesBackInTheWantedMode(ConsoleMode mode) {
        DomainXml domain = DomainXml.parse(rewrite(SAVED, mode).orElseThrow());
        assertThat(rewriter.endpoints(domain)).hasSize(2).allMatch(endpoint -> endpoint.mode() == mode);
        assertThat(domain.metadata().flatMap(ConsoleMetadata::mode)).contains(mode);
    }

    @ParameterizedTest
    @EnumSource(
            value = ConsoleMode.class,
            names = {"UNIX", "PTY"})
    void aGuestSavedInOneModeComesBackInAnother(ConsoleMode saved) {
        String xml = rewriter.rewrite(SAVED, saved);
        assertThat(rewrite(xml, saved)).as("nothing to change").isEmpty();
        for (ConsoleMode mode : ConsoleMode.values()) {
            if (mode != saved) {
                DomainXml domain = DomainXml.parse(rewrite(xml, mode).orElseThrow());
                assertThat(rewriter.endpoints(domain))
                        .hasSize(mode == ConsoleMode.OFF ? 0 : 2)
                        .allMatch(endpoint -> endpoint.mode() == mode);
                assertThat(domain.metadata().flatMap(ConsoleMetadata::mode)).contains(mode);
            }
        }
    }

    @Test
    void aGuestWithoutConteesConsolesIsLeftAsItIsInModeOff() {
        assertThat(rewrite(SAVED, ConsoleMode.OFF)).isEmpty();
    }

    @Test
    void aGuestFromAHostWithAnotherRunDirectoryGetsTheSocketsOfThisOne() {
        String elsewhere =
                new Rewriter(Path.of("/srv/run/consoles"), Path.of("/srv/log")).rewrite(SAVED, ConsoleMode.UNIX);
        DomainXml domain = DomainXml.parse(rewrite(elsewhere, ConsoleMode.UNIX).orElseThrow());
        assertThat(rewriter.endpoints(domain)).hasSize(2);
        assertThat(rewriter.misdirected(domain)).isEmpty();
    }

    @Test
    void aDomainThatConteeHasNoSayInIsLeftAsItIs() {
        assertThat(new IncomingXml(rewriter, ptyLogs, domain -> Optional.empty()).rewrite(SAVED))
                .isEmpty();
    }

    @Test
    void aDomainWithNothingToRewriteIsLeftAsItIs() {
        String none = SAVED.replaceAll("(?s)<serial.*</console>", "");
        assertThat(rewrite(none, ConsoleMode.UNIX)).isEmpty();
    }

    @Test
    void whatCannotBeReadIsRefused() {
        for (String nonsense : new String[] {"", "<domain", "<!DOCTYPE x><domain/>", "<domain/>"}) {
            assertThatThrownBy(() -> rewrite(nonsense, ConsoleMode.UNIX)).isInstanceOf(ConteeException.class);
        }
    }
}
