package io.contee.domainxml;

import static io.contee.domainxml.SampleXml.LOGS;
import static io.contee.domainxml.SampleXml.SOCKETS;
import static io.contee.domainxml.SampleXml.element;
import static io.contee.domainxml.SampleXml.rewrite;
import static io.contee.domainxml.SampleXml.rewriter;
import static io.contee.domainxml.SampleXml.with;
import static io.contee.model.ConsoleMode.OFF;
import static io.contee.model.ConsoleMode.PTY;
import static io.contee.model.ConsoleMode.UNIX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ByteSize;
import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import io.contee.model.LogPolicy;
import io.contee.model.PodIdentity;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RewriterTest {

    private static final String PTY_SERIAL = """
            <serial type='pty'>
              <target type='isa-serial' port='0'/>
            </serial>
            """;

    private static final ConsoleMetadata WEB = new ConsoleMetadata(
            Optional.empty(),
            false,
            Optional.of(new PodIdentity("ns", "web-1", "uid-1", Optional.of("guest"))),
            Optional.of(new LogPolicy(ByteSize.parse("16Mi"), 3)),
            Map.of("a<b", "\"c\"\n'd' & ]]>"));

    /** Everything that stands outside the ranges that a rewrite may touch. */
    private static String untouched(String xml) {
        return xml.replaceAll("(?s)\\s*<metadata>\\s*<contee:console.*?</contee:console>\\s*</metadata>", "")
                .replaceAll("(?s)\\s*<contee:console.*?</contee:console>", "")
                .replaceAll("(?s)<serial.*?</serial>|<console.*?</console>", "");
    }

    // ---- mode unix

    @Test
    void aPtyIsMadeToConnectToTheGuestSocket() {
        assertThat(element(rewrite(with(PTY_SERIAL), UNIX), "serial")).isEqualTo("""
                        <serial type='unix'>
                              <source mode='connect' path='%sserial0.guest'>
                                <reconnect enabled='yes' timeout='1'/>
                                <seclabel model='dac' relabel='no'/>
                              </source>
                              <target type='isa-serial' port='0'/>
                            </serial>""".formatted(SOCKETS));
    }

    @Test
    void aUsersOwnLibvirtIsNotAskedToSpareTheSocketFromADriverItLacks() {
        Rewriter ofSession = Rewriter.ofSession(Path.of("/run/contee/consoles"), Path.of("/var/log/contee/pty"));

        String rewritten = ofSession.rewrite(with(PTY_SERIAL), UNIX);

        assertThat(element(rewritten, "serial")).isEqualTo("""
                        <serial type='unix'>
                              <source mode='connect' path='%sserial0.guest'>
                                <reconnect enabled='yes' timeout='1'/>
                              </source>
                              <target type='isa-serial' port='0'/>
                            </serial>""".formatted(SOCKETS));
        assertThat(ofSession.rewrite(rewritten, UNIX)).isEqualTo(rewritten);
        assertThat(ofSession.rewrite(rewrite(with(PTY_SERIAL), UNIX), UNIX))
                .as("moved from the system's libvirt")
                .isEqualTo(rewritten);
        assertThat(ofSession.rewrite(rewritten, OFF)).isEqualTo(with(PTY_SERIAL));
    }

    @Test
    void whatIsNotTheBackendIsKept() {
        String serial = element(rewrite(with("""
                                <serial type="pty" tty = '/dev/pts/4' >
                                  <!-- a --><source path='/dev/pts/4'/>
                                  <protocol type='raw'/><log file='/l' append='off'/>
                                  <target type='pci-serial' port='0'><model name='pci-serial'/></target>
                                  <alias name='ua-x'/><address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0'/>
                                </serial>
                                """), UNIX), "serial");

        assertThat(serial).isEqualTo("""
                        <serial type="unix" >
                              <!-- a --><source mode='connect' path='%sua-x.guest'><reconnect enabled='yes' timeout='1'/><seclabel model='dac' relabel='no'/></source>
                              <protocol type='raw'/><log file='/l' append='off'/>
                              <target type='pci-serial' port='0'><model name='pci-serial'/></target>
                              <alias name='ua-x'/><address type='pci' domain='0x0000' bus='0x00' slot='0x04' function='0x0'/>
                            </serial>""".formatted(SOCKETS));
    }

    @Test
    void anElementWithoutTypeOrContentIsAPty() {
        assertThat(rewrite(with("<console/>"), UNIX))
                .contains("""
                            <console type='unix'>
                              <source mode='connect' path='%sserial0.guest'>
                        """.formatted(SOCKETS))
                .contains("\n    </console>\n");
    }

    @Test
    void oneLineStaysOneLine() {
        String xml = "<domain><name>a</name><uuid>" + SampleXml.UUID
                + "</uuid><devices><serial type='pty'/></devices></domain>";

        assertThat(rewrite(xml, UNIX)).doesNotContain("\n").contains("<serial type='unix'><source mode='connect'");
    }

    @Test
    void crlfAndTabsAreKept() {
        String xml =
                with(PTY_SERIAL).replace("    ", "\t\t").replace("  ", "\t").replace("\n", "\r\n");

        assertThat(rewrite(xml, UNIX))
                .doesNotContainPattern("(?<!\r)\n")
                .doesNotContainPattern("\n\t* ")
                .contains(
                        "\r\n\t\t\t<source mode=",
                        "\r\n\t\t\t\t<reconnect ",
                        "\r\n\t<metadata>\r\n\t\t<contee:console");
    }

    @Test
    void nothingElseIsTouched() {
        String xml = SampleXml.resource("ordinary.xml");

        for (ConsoleMode mode : ConsoleMode.values()) {
            String rewritten = rewrite(xml, mode);
            assertThat(untouched(rewritten)).isEqualTo(untouched(xml));
            assertThat(rewritten)
                    .contains(
                            "<app:info xmlns:app=\"http://example.org/app\"><serial type='pty'/><console type=\"pty\"/>")
                    .contains("<!-- <serial type='pty'/> -->", "<serial type='file'>", "<parallel type='pty'>")
                    .contains("<serial type='unix'><source mode='bind' path='/run/else/a.sock'/>")
                    .contains("<console type='tcp'>", "<channel type='pty'>");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<serial type='file'><source path='/x'/></serial>",
                "<serial type='tcp'><source mode='connect' host='h' service='1'/></serial>",
                "<serial type='null'/>",
                "<serial type='dev'><source path='/dev/ttyS0'/></serial>",
                "<serial type='spiceport'><source channel='c'/></serial>",
                "<serial type='unix'><source mode='bind' path='/run/contee/consoles/x'/></serial>",
                "<serial type='unix'><source mode='connect' path='/run/contee/consolesx/y'/></serial>",
                "<serial type='unix'/>",
                "<serial type='pty'><target type='isa-debug'/></serial>",
                "<serial type='file'><source path='/x'/></serial><console type='pty'/>",
                "<channel type='pty'/><parallel type='pty'/><rng><backend type='pty'/></rng>",
                "<x:serial xmlns:x='urn:x' type='pty'/>",
                "<hostdev><serial type='pty'/></hostdev>",
                ""
            })
    void aDomainWithoutAConsoleForConteeIsLeftAsItIs(String devices) {
        for (ConsoleMode mode : ConsoleMode.values()) {
            assertThat(rewrite(with(devices), mode)).isEqualTo(with(devices));
        }
    }

    @Test
    void aUnixChardevOfConteesThatNamesAnotherDomainIsCorrected() {
        String clone = rewrite(with(PTY_SERIAL), UNIX)
                .replace("<name>web<", "<name>web2<")
                .replace("<uuid>" + SampleXml.UUID, "<uuid>6f1b2c3d-0000-4000-8000-00000000000b");

        assertThat(rewrite(clone, UNIX))
                .contains("path='/run/contee/consoles/6f1b2c3d-0000-4000-8000-00000000000b/serial0.guest'")
                .doesNotContain(SampleXml.UUID);
        assertThat(rewrite(clone, OFF))
                .isEqualTo(with(PTY_SERIAL).replace("web", "web2").replace("00a<", "00b<"));
    }

    @Test
    void aUnixChardevOfConteesWithoutMetadataIsTakenUp() {
        String stripped = rewrite(with(PTY_SERIAL), UNIX).replaceAll("(?s)\\s*<metadata>.*</metadata>", "");

        assertThat(rewrite(stripped, UNIX)).isEqualTo(rewrite(with(PTY_SERIAL), UNIX));
        assertThat(rewrite(stripped, OFF)).isEqualTo(with(PTY_SERIAL));
    }

    @Test
    void afterAChangeOfTheConsolesDirectoryTheDomainIsMoved() {
        Rewriter moved = new Rewriter(Path.of("/run/c2"), Path.of("/var/log/contee/pty"));
        String old = rewrite(with(PTY_SERIAL), UNIX).replace("<memory unit='MiB'>256", "<memory unit='KiB'>262144");

        assertThat(moved.rewrite(old, UNIX))
                .contains("path='/run/c2/" + SampleXml.UUID + "/serial0.guest'")
                .doesNotContain("/run/contee");
        assertThat(moved.endpoints(DomainXml.parse(old))).isEmpty();
        assertThat(moved.misdirected(DomainXml.parse(old))).hasSize(1);
    }

    // ---- mode pty

    @Test
    void aPtyGetsALog() {
        assertThat(element(rewrite(with(PTY_SERIAL), PTY), "serial")).isEqualTo("""
                        <serial type='pty'>
                              <log file='%sserial0.log' append='on'/>
                              <target type='isa-serial' port='0'/>
                            </serial>""".formatted(LOGS));
    }

    @Test
    void aLogOfTheOwnersIsKept() {
        String xml = with("<serial type='pty'><log file='/l'/></serial>");

        assertThat(rewrite(xml, PTY)).contains("<serial type='pty'><log file='/l'/></serial>", "mode=\"pty\"");
        assertThat(rewrite(xml, UNIX)).contains("</source><log file='/l'/></serial>");
    }

    // ---- aliases

    @Test
    void eachSerialHasItsOwnSocket() {
        assertThat(rewrite(SampleXml.resource("ordinary.xml"), UNIX))
                .contains(SOCKETS + "serial0.guest", SOCKETS + "ua-debug.guest", SOCKETS + "console1.guest")
                .doesNotContain("serial1.guest", "serial2.guest", "serial3.guest", "console0.guest");
    }

    @Test
    void theConsoleThatMirrorsASerialSharesItsSocket() {
        String xml = with("""
                <console type='pty'><target type='serial' port='0'/><alias name='ua-mine'/></console>
                <serial type='pty'><alias name='ua-first'/></serial>
                """);

        assertThat(rewrite(xml, UNIX).split("path='" + SOCKETS + "ua-first.guest'", -1))
                .hasSize(3);
        assertThat(rewrite(xml, UNIX)).doesNotContain("ua-mine.guest", "serial0.guest");
    }

    @Test
    void aConsoleThatMirrorsASerialOfSomeoneElseIsLeftAlone() {
        String xml = with("<serial type='file'><source path='/x'/></serial><serial type='pty'/><console type='pty'/>");

        assertThat(rewrite(xml, UNIX)).contains("<console type='pty'/>", SOCKETS + "serial1.guest");
    }

    @Test
    void anAliasThatLibvirtWouldNotKeepIsNotUsed() {
        assertThat(rewrite(with("<serial type='pty'><alias name='serial7'/></serial>"), UNIX))
                .contains(SOCKETS + "serial0.guest");
    }

    @Test
    void anAliasTooLongForAFileNameIsRefused() {
        String xml = with("<serial type='pty'><alias name='ua-" + "x".repeat(70) + "'/></serial>");

        assertThatThrownBy(() -> rewrite(xml, UNIX))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("alias");
    }

    // ---- uuid

    @Test
    void aDomainWithoutUuidGetsOneDerivedFromItsName() {
        String xml = with(PTY_SERIAL).replaceFirst("\\s*<uuid>.*</uuid>", "");

        String rewritten = rewrite(xml, UNIX);

        UUID uuid = DomainXml.parse(rewritten).uuid().orElseThrow();
        assertThat(rewritten)
                .contains("  <name>web</name>\n  <uuid>" + uuid + "</uuid>\n  <metadata>\n")
                .contains("/run/contee/consoles/" + uuid + "/serial0.guest")
                .isEqualTo(rewrite(xml, UNIX));
        assertThat(rewrite(xml.replace(">web<", ">web2<"), UNIX)).doesNotContain(uuid.toString());
        assertThat(rewrite(rewritten, OFF)).isEqualTo(xml);
    }

    @Test
    void theUuidThatLibvirtHasGoesBeforeADerivedOne() {
        String xml = with(PTY_SERIAL).replaceFirst("\\s*<uuid>.*</uuid>", "");
        Optional<UUID> known = Optional.of(UUID.fromString(SampleXml.UUID));

        String rewritten = rewriter().rewrite(xml, UNIX, RewriteOptions.DEFAULTS.withKnownUuid(known));

        assertThat(rewritten).contains("<uuid>" + SampleXml.UUID + "</uuid>", SOCKETS + "serial0.guest");
        assertThat(rewriter().rewrite(rewrite(xml, UNIX), UNIX, RewriteOptions.DEFAULTS.withKnownUuid(known)))
                .isEqualTo(rewritten);
        assertThat(rewriter()
                        .rewrite(
                                with(PTY_SERIAL),
                                UNIX,
                                RewriteOptions.DEFAULTS.withKnownUuid(Optional.of(new UUID(1, 2)))))
                .isEqualTo(rewrite(with(PTY_SERIAL), UNIX));
    }

    // ---- off, switching, repeating

    @ParameterizedTest
    @ValueSource(strings = {"ordinary.xml", "virtlet.xml"})
    void modesCanBeSwitchedInAnyOrderAndOffGivesBackTheOriginal(String resource) {
        String xml = SampleXml.resource(resource);
        for (ConsoleMode a : ConsoleMode.values()) {
            for (ConsoleMode b : ConsoleMode.values()) {
                assertThat(rewrite(rewrite(xml, a), b)).isEqualTo(rewrite(xml, b));
                assertThat(rewrite(rewrite(rewrite(xml, a), b), OFF)).isEqualTo(xml);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ConsoleMode.class)
    void anEditElsewhereSurvivesOff(ConsoleMode mode) {
        String xml = with(PTY_SERIAL + "<console type='pty'>\n  <target type='serial' port='0'/>\n</console>\n");

        String edited = rewrite(xml, mode).replace("'MiB'>256<", "'MiB'>512<");

        assertThat(rewrite(edited, OFF)).isEqualTo(xml.replace("'MiB'>256<", "'MiB'>512<"));
    }

    @Test
    void afterLibvirtsRoundTripOffIsTheSameInMeaning() {
        String off = rewrite(SampleXml.resource("live-unix.xml"), OFF);

        assertThat(off).doesNotContain("contee", "metadata").contains("""
                            <serial type='pty'>
                              <target type='isa-serial' port='0'>
                                <model name='isa-serial'/>
                              </target>
                              <alias name='serial0'/>
                            </serial>
                            <console type='pty'>
                              <target type='serial' port='0'/>
                        """.indent(0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<seclabel type='none' model='dac'/>",
                "<seclabel model='dac' type='static'><label>+1:+1</label></seclabel>",
                "<seclabel type='static' model='dac' relabel='no'><label>+1:+1</label></seclabel>"
            })
    void aDomainThatLibvirtMayNotRelabelIsNotToldSoOnceMore(String seclabel) {
        String xml = with(PTY_SERIAL).replace("</domain>", "  " + seclabel + "\n</domain>");

        String rewritten = rewrite(xml, UNIX);
        assertThat(rewritten).contains("<reconnect enabled='yes' timeout='1'/>\n      </source>");
        assertThat(rewrite(rewritten, UNIX)).isSameAs(rewritten);
        assertThat(rewrite(rewritten.replace(seclabel, ""), UNIX))
                .contains("path='" + SOCKETS, "<seclabel model='dac' relabel='no'/>");
    }

    @Test
    void aDomainThatLibvirtMayRelabelIsToldNotToRelabelTheSocket() {
        for (String seclabel : new String[] {
            "<seclabel type='static' model='dac' relabel='yes'><label>+1:+1</label></seclabel>",
            "<seclabel type='dynamic' model='dac'/>",
            "<seclabel type='none' model='selinux'/>"
        }) {
            String xml = with(PTY_SERIAL).replace("</domain>", seclabel + "</domain>");
            assertThat(rewrite(xml, UNIX)).contains("<seclabel model='dac' relabel='no'/>");
        }
    }

    @Test
    void metadataByHandWhosePrefixIsNoLongerDeclaredIsGivenBackWithIt() {
        String xml = with(PTY_SERIAL)
                .replace("<domain ", "<domain xmlns:c='urn:contee:console:1' ")
                .replace(
                        "  <memory", "  <metadata><c:console mode='pty'/><a:b xmlns:a='urn:a'/></metadata>\n  <memory");
        String reformatted = rewrite(xml, UNIX).replace("<domain xmlns:c='urn:contee:console:1' ", "<domain ");

        assertThat(rewrite(reformatted, OFF))
                .contains("<c:console xmlns:c='urn:contee:console:1' mode='pty'/>", "<a:b xmlns:a='urn:a'/>");
        assertThat(rewrite(reformatted.replace("mode='pty'/&gt;", "x:mode='pty'/&gt;"), OFF))
                .doesNotContain("console mode");
    }

    @Test
    void aDomainThatIsAsAskedIsReturnedAsItIs() {
        String live = SampleXml.resource("live-unix.xml");

        assertThat(rewrite(live, UNIX)).isSameAs(live);
        assertThat(rewrite(live, PTY)).contains("mode=\"pty\"", "<log file='" + LOGS + "serial0.log' append='on'/>");
    }

    @Test
    void aSerialAddedAfterTheRewriteIsRewrittenToo() {
        String xml = rewrite(with(PTY_SERIAL), UNIX).replace("  </devices>", "    <serial type='pty'/>\n  </devices>");

        String again = rewrite(xml, UNIX);

        assertThat(again).contains(SOCKETS + "serial0.guest", SOCKETS + "serial1.guest");
        assertThat(rewrite(again, OFF)).isEqualTo(with(PTY_SERIAL + "<serial type='pty'/>\n"));
    }

    // ---- metadata

    @Test
    void metadataGivenIsWrittenAndReadBack() {
        String rewritten = rewriter().rewrite(with(PTY_SERIAL), UNIX, RewriteOptions.DEFAULTS.withMetadata(WEB));

        assertThat(DomainXml.parse(rewritten).metadata()).contains(WEB.withMode(UNIX));
        assertThat(rewriter().rewrite(rewritten, UNIX, RewriteOptions.DEFAULTS.withMetadata(WEB)))
                .isSameAs(rewritten);
        assertThat(rewrite(rewritten, UNIX)).isSameAs(rewritten);
        assertThat(DomainXml.parse(rewrite(rewritten, PTY)).metadata()).contains(WEB.withMode(PTY));
        assertThat(rewrite(rewritten, OFF)).isEqualTo(with(PTY_SERIAL));
    }

    @Test
    void metadataOutlivesTheLastConsole() {
        String without = rewriter()
                .rewrite(with(PTY_SERIAL), UNIX, RewriteOptions.DEFAULTS.withMetadata(WEB))
                .replaceAll("(?s)<serial .*</serial>", "");

        assertThat(rewrite(without, UNIX)).isSameAs(without);
        assertThat(DomainXml.parse(rewrite(without, PTY)).metadata()).contains(WEB.withMode(PTY));
    }

    @Test
    void metadataGivenReplacesWhatWasThere() {
        String before = rewriter().rewrite(with(PTY_SERIAL), UNIX, RewriteOptions.DEFAULTS.withMetadata(WEB));

        assertThat(rewriter().rewrite(before, UNIX, RewriteOptions.DEFAULTS.withMetadata(ConsoleMetadata.EMPTY)))
                .isEqualTo(rewrite(with(PTY_SERIAL), UNIX));
    }

    @Test
    void metadataGivenWithOffStaysAndTheConsolesAreTheirOwners() {
        String unix = rewriter().rewrite(with(PTY_SERIAL), UNIX, RewriteOptions.DEFAULTS.withMetadata(WEB));

        String off = rewriter().rewrite(unix, OFF, RewriteOptions.DEFAULTS.withMetadata(WEB));

        assertThat(off).contains(PTY_SERIAL.indent(4)).contains("mode=\"off\"");
        assertThat(rewriter().rewrite(off, OFF, RewriteOptions.DEFAULTS.withMetadata(WEB)))
                .isSameAs(off);
        assertThat(rewrite(off, UNIX)).isEqualTo(unix);
        assertThat(rewrite(off, OFF)).isEqualTo(with(PTY_SERIAL));
    }

    @Test
    void metadataWrittenByHandIsTakenOverAndGivenBack() {
        String xml = with(PTY_SERIAL)
                .replace(
                        "  <memory",
                        "  <metadata>\n    <a:b xmlns:a='urn:a'/>\n    <c:console xmlns:c='urn:contee:console:1'  mode='pty' >"
                                + "<c:annotation key='k'> v </c:annotation></c:console>\n  </metadata>\n  <memory");

        String rewritten = rewrite(xml, UNIX);

        assertThat(DomainXml.parse(rewritten).metadata().orElseThrow().annotations())
                .isEqualTo(Map.of("k", " v "));
        assertThat(rewritten).contains("<a:b xmlns:a='urn:a'/>\n    <contee:console ");
        assertThat(rewrite(rewritten, OFF)).isEqualTo(xml);
        assertThat(rewrite(rewritten.replace(">256<", ">512<"), OFF)).isEqualTo(xml.replace(">256<", ">512<"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<metadata/>",
                "<metadata></metadata>",
                "<metadata>\n  </metadata>",
                "<metadata> <!-- a --></metadata>"
            })
    void anEmptyMetadataElementIsFilledAndGivenBack(String metadata) {
        String xml = with(PTY_SERIAL).replace("  <memory", "  " + metadata + "\n  <memory");

        assertThat(rewrite(xml, UNIX)).containsOnlyOnce("<metadata");
        assertThat(rewrite(rewrite(xml, UNIX), OFF)).isEqualTo(xml);
    }

    @Test
    void metadataGoesAfterTitleAndDescription() {
        String xml =
                with(PTY_SERIAL).replace("  <memory", "  <title>t</title>\n  <description>d</description>\n  <memory");

        assertThat(rewrite(xml, UNIX)).contains("</description>\n  <metadata>\n    <contee:console ");
    }

    @Test
    void annotationsThatXmlCannotCarryAreRefused() {
        ConsoleMetadata bad =
                new ConsoleMetadata(Optional.empty(), false, Optional.empty(), Optional.empty(), Map.of("k", "a\0b"));

        assertThatThrownBy(() -> rewriter().rewrite(with(PTY_SERIAL), UNIX, RewriteOptions.DEFAULTS.withMetadata(bad)))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("'a?b'");
    }

    // ---- paths

    @Test
    void aSocketPathTooLongIsRefused() {
        String at107 = "/" + "r".repeat(107 - 1 - "/".length() - SampleXml.UUID.length() - "/serial0.guest".length());

        String rewritten = new Rewriter(Path.of(at107), Path.of("/l")).rewrite(with(PTY_SERIAL), UNIX);
        assertThat(rewritten).contains("path='" + at107 + "/" + SampleXml.UUID + "/serial0.guest'");
        assertThatThrownBy(() -> new Rewriter(Path.of(at107 + "r"), Path.of("/l")).rewrite(with(PTY_SERIAL), UNIX))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining(at107 + "r/" + SampleXml.UUID + "/serial0.guest'")
                .hasMessageContaining("108 bytes")
                .hasMessageContaining("107")
                .hasMessageContaining("shorter runDir");
    }

    @Test
    void aDirectoryWithQuotesAndAmpersandsIsEscaped() {
        Rewriter rewriter = new Rewriter(Path.of("/r'u\"n&<>"), Path.of("/l"));

        String rewritten = rewriter.rewrite(with(PTY_SERIAL), UNIX);

        assertThat(rewriter.endpoints(DomainXml.parse(rewritten)))
                .extracting(ConsoleEndpoint::path)
                .containsExactly(Path.of("/r'u\"n&<>", SampleXml.UUID, "serial0.guest"));
        assertThat(rewriter.rewrite(rewritten, OFF)).isEqualTo(with(PTY_SERIAL));
    }

    @Test
    void aRelativeDirectoryIsRefused() {
        assertThatThrownBy(() -> new Rewriter(Path.of("run"), Path.of("/l")))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("'run' is not absolute");
    }
}
