package io.contee.domainxml;

import static io.contee.domainxml.SampleXml.SOCKETS;
import static io.contee.domainxml.SampleXml.rewriter;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConsoleMode;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdoptionMarkTest {

    private static final String MARK = "<contee:adopted console='serial0' pty='/dev/pts/3' run='7'/>";
    private static final String SERIALS = """
            <serial type='pty'>
              <source path='/dev/pts/3'/>
              <log file='/var/log/vm.log' append='on'/>
              <target type='isa-serial' port='0'/>
              <alias name='serial0'/>
            </serial>
            <serial type='pty'>
              <source path='/dev/pts/4'/>
              <target type='isa-serial' port='1'/>
              <alias name='serial1'/>
            </serial>
            <console type='pty' tty='/dev/pts/3'>
              <source path='/dev/pts/3'/>
              <target type='serial' port='0'/>
              <alias name='serial0'/>
            </console>
            """;

    private static String live(String marks) {
        return SampleXml.with(SERIALS)
                .replace("<domain type='kvm'>", "<domain type='kvm' id='7'>")
                .replace(
                        "  <memory",
                        "  <metadata>\n    <contee:console xmlns:contee='urn:contee:console:1'>\n      " + marks
                                + "\n    </contee:console>\n  </metadata>\n  <memory");
    }

    private static PtyConsoles ptys() {
        return new PtyConsoles(Path.of("/run/contee/consoles"), Path.of("/var/log/contee/pty"));
    }

    @Test
    void anAdoptedConsoleIsServedAtItsSocketAndTheOtherIsNot() {
        assertThat(rewriter().endpoints(DomainXml.parse(live(MARK))))
                .containsExactly(new ConsoleEndpoint(
                        "serial0",
                        ConsoleMode.UNIX,
                        Path.of(SOCKETS + "serial0.guest"),
                        false,
                        Optional.of("/dev/pts/3")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<contee:adopted console='serial0' pty='/dev/pts/3' run='6'/>",
                "<contee:adopted console='serial0' pty='/dev/pts/5' run='7'/>",
                "<contee:adopted console='serial2' pty='/dev/pts/3' run='7'/>",
                "<contee:adopted console='serial0' pty='/dev/pts/3' run='seven'/>",
                "<contee:adopted/>"
            })
    void aMarkThatDoesNotFitTheRunCountsForNothing(String mark) {
        DomainXml domain = DomainXml.parse(live(mark));

        assertThat(rewriter().endpoints(domain)).isEmpty();
        assertThat(ptys().of(domain)).extracting(PtyConsole::adopted).containsExactly(false, false);
    }

    @Test
    void inInactiveXmlAMarkCountsForNothing() {
        DomainXml domain = DomainXml.parse(live(MARK).replace(" id='7'", ""));

        assertThat(rewriter().endpoints(domain)).isEmpty();
        assertThat(ptys().of(domain)).isEmpty();
    }

    @Test
    void thePtysOfARunningDomainAreListedWithTheirLogsOnce() {
        assertThat(ptys().of(DomainXml.parse(live(MARK))))
                .containsExactly(
                        new PtyConsole(
                                "serial0",
                                "/dev/pts/3",
                                Optional.of("/var/log/vm.log"),
                                true,
                                Path.of(SOCKETS + "serial0.guest")),
                        new PtyConsole(
                                "serial1", "/dev/pts/4", Optional.empty(), false, Path.of(SOCKETS + "serial1.guest")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix", "pty", "off"})
    void aRewriteDropsMarks(String mode) {
        String with = live(MARK);
        String without = with.replaceFirst("(?s)\\s*<metadata>.*</metadata>", "");

        assertThat(rewriter().rewrite(with, ConsoleMode.parse(mode)))
                .isEqualTo(rewriter().rewrite(without, ConsoleMode.parse(mode)));
    }

    @Test
    void aDomainThatIsAsWantedButForAMarkLosesTheMarkOnly() {
        String asWanted = rewriter().rewrite(SampleXml.with("<serial type='pty'/>"), ConsoleMode.UNIX);
        String marked = asWanted.replace("</contee:console>", MARK + MARK + "</contee:console>");

        assertThat(rewriter().rewrite(marked, ConsoleMode.UNIX))
                .isEqualTo(asWanted.replaceFirst("\\s*</contee:console>", "</contee:console>"));
    }

    @Test
    void aMarkIsPutIntoTheElementThatLibvirtGivesAndReplacesAFormerOne() {
        AdoptionMark mark = new AdoptionMark("serial0", "/dev/pts/3", 7);

        assertThat(mark.addTo(Optional.empty()))
                .isEqualTo("<console><adopted console=\"serial0\" pty=\"/dev/pts/3\" run=\"7\"/></console>");
        assertThat(mark.addTo(Optional.of("<console mode=\"pty\"/>")))
                .isEqualTo(
                        "<console mode=\"pty\"><adopted console=\"serial0\" pty=\"/dev/pts/3\" run=\"7\"/></console>");
        assertThat(mark.addTo(Optional.of("<console>\n  <pod/>\n  <adopted console='serial0' run='1'/>\n</console>\n")))
                .isEqualTo(
                        "<console><adopted console=\"serial0\" pty=\"/dev/pts/3\" run=\"7\"/>\n  <pod/>\n</console>\n");
    }

    @Test
    void anElementThatHeldNothingElseIsGoneWithItsLastMark() {
        String both = "<console><adopted console='serial0'/><adopted console='serial1'/></console>";

        assertThat(AdoptionMark.removeFrom(both, "serial0"))
                .contains("<console><adopted console='serial1'/></console>");
        assertThat(AdoptionMark.removeFrom("<console><adopted console='serial0'/></console>", "serial0"))
                .isEmpty();
        assertThat(AdoptionMark.removeFrom("<console mode='unix'><adopted console='serial0'/></console>", "serial0"))
                .contains("<console mode='unix'></console>");
    }
}
