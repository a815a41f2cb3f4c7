package io.contee.domainxml;

import static io.contee.domainxml.SampleXml.LOGS;
import static io.contee.domainxml.SampleXml.SOCKETS;
import static io.contee.domainxml.SampleXml.rewrite;
import static io.contee.domainxml.SampleXml.rewriter;
import static io.contee.domainxml.SampleXml.with;
import static io.contee.model.ConsoleMode.OFF;
import static io.contee.model.ConsoleMode.PTY;
import static io.contee.model.ConsoleMode.UNIX;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConsoleMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Consoles of type unix that someone else serves: left alone unless told otherwise. */
class TakeOverTest {

    private static final RewriteOptions TAKE_OVER = RewriteOptions.DEFAULTS.withTakeOver(true);

    private static final String BIND = """
            <serial type='unix'>
              <source mode='bind' path='/run/else/a.sock'>
                <seclabel model='selinux' relabel='no'/>
              </source>
              <target type='isa-serial' port='0'/>
            </serial>
            """;
    private static final String CONNECT = """
            <console type="unix"><source mode="connect" path="/run/else/b&amp;c"><reconnect enabled='yes' timeout='7'/></source><target type="virtio"/></console>
            """;

    private static String takeOver(String xml, ConsoleMode mode) {
        return rewriter().rewrite(xml, mode, TAKE_OVER);
    }

    /** As libvirt gives it back: other quotes, other indentation, and a console beside the serial. */
    private static String reformatted(String xml) {
        return xml.replace("    ", "      ")
                .replace("</devices>", "  <memballoon model='virtio'/>\n  </devices>")
                .replaceFirst("<console type=\"(\\w+)\"", "<console type='pty'/>\n    <console type='$1'");
    }

    @Test
    void theSocketIsConteesInModeUnixAndALogInModePty() {
        assertThat(takeOver(with(BIND + CONNECT), UNIX))
                .contains("path='" + SOCKETS + "serial0.guest'", "path='" + SOCKETS + "console1.guest'")
                .containsOnlyOnce("takeOver=\"yes\"");
        assertThat(takeOver(with(BIND + CONNECT), PTY))
                .contains("<serial type='pty'>\n      <log file='" + LOGS + "serial0.log'", "console1.log'")
                .doesNotContain("<source");
    }

    @Test
    void aConsoleThatMirrorsItGoesWithIt() {
        String xml = with(BIND + BIND.replace("serial", "console").replace("isa-console", "serial"));

        assertThat(takeOver(xml, UNIX).split("path='" + SOCKETS + "serial0.guest'", -1))
                .hasSize(3);
        assertThat(takeOver(with("<serial type='file'/>" + CONNECT.replace("virtio", "serial")), UNIX))
                .isEqualTo(with("<serial type='file'/>" + CONNECT.replace("virtio", "serial")));
    }

    @ParameterizedTest
    @EnumSource(ConsoleMode.class)
    void itIsRememberedAndOffGivesTheOriginalBack(ConsoleMode mode) {
        String xml = with(BIND + CONNECT + "<serial type='pty'/>");
        String once = takeOver(xml, mode);

        assertThat(rewrite(once, mode)).isEqualTo(once);
        assertThat(rewrite(rewrite(once, UNIX), PTY)).isEqualTo(mode == OFF ? rewrite(xml, PTY) : takeOver(xml, PTY));
        assertThat(rewrite(once, OFF)).isEqualTo(xml);
    }

    @ParameterizedTest
    @EnumSource(
            value = ConsoleMode.class,
            names = {"UNIX", "PTY"})
    void afterLibvirtsRoundTripOffGivesTheSocketBack(ConsoleMode mode) {
        String off = rewrite(reformatted(takeOver(with(BIND + CONNECT), mode)), OFF);

        assertThat(DomainXml.parse(off).chardevs())
                .extracting(c -> c.kind() + " " + c.type() + " "
                        + c.source().flatMap(Chardev.Source::path).orElse("-"))
                .containsExactly(
                        "serial unix /run/else/a.sock", "console unix /run/else/a.sock", "console unix /run/else/b&c");
        assertThat(off)
                .contains("<seclabel model='selinux' relabel='no'/>", "timeout='7'")
                .doesNotContain("contee");
        assertThat(rewrite(off, OFF)).isEqualTo(off);
    }

    @Test
    void aSerialThatMovedUpIsNotGivenTheSocketOfTheOneThatIsGone() {
        String both = takeOver(with(BIND + "<serial type='pty'/>"), UNIX);
        String second = both.replaceFirst("(?s)<serial.*?</serial>\\s*", "");

        assertThat(rewrite(second, OFF)).doesNotContain("/run/else").contains("<serial type='pty'>");
    }

    @Test
    void theOwnersLogIsKept() {
        String xml = with("<serial type='unix'><source mode='bind' path='/a'/><log file='/l'/></serial>");

        assertThat(takeOver(xml, PTY)).contains("<serial type='pty'><log file='/l'/></serial>");
        assertThat(rewrite(reformatted(takeOver(xml, PTY)), OFF))
                .contains("<serial type='unix'><source mode='bind' path='/a'/><log file='/l'/></serial>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&lt;serial", "&lt;/devices&gt;", "", "&lt;serial type='unix'/&gt;", "x"})
    void aForgedRecordGivesAPlainPty(String forged) {
        String xml = reformatted(takeOver(with(BIND), UNIX)).replaceFirst("&lt;serial[^/]*/[^\\n]*serial&gt;", forged);

        assertThat(DomainXml.parse(rewrite(xml, OFF)).chardevs())
                .extracting(Chardev::type)
                .containsExactly("pty");
    }

    @Test
    void metadataByHandMayAskForIt() {
        String xml = with(BIND)
                .replace(
                        "  <memory",
                        "  <metadata><c:console xmlns:c='urn:contee:console:1' takeOver='yes'/></metadata>\n  <memory");

        assertThat(rewrite(xml, UNIX)).contains(SOCKETS + "serial0.guest");
        assertThat(rewrite(rewrite(xml, UNIX), OFF)).isEqualTo(xml);
        RewriteOptions without = RewriteOptions.DEFAULTS.withMetadata(ConsoleMetadata.EMPTY);
        assertThat(rewriter().rewrite(rewrite(xml, UNIX), UNIX, without)).contains("/run/else/a.sock");
    }

    @Test
    void withoutBeingToldItIsLeftAlone() {
        for (ConsoleMode mode : ConsoleMode.values()) {
            assertThat(rewrite(with(BIND + CONNECT), mode)).isEqualTo(with(BIND + CONNECT));
        }
    }
}
