package io.contee.domainxml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.contee.model.ConsoleMode;
import io.contee.model.ConteeException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input from someone who means ill or from a broken program: a clear message of one line, in bounded time. */
@Timeout(20)
class HostileXmlTest {

    private static void refused(String xml, String message) {
        assertTimeout(Duration.ofSeconds(10), () -> assertThatThrownBy(() -> SampleXml.rewrite(xml, ConsoleMode.UNIX))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining(message)
                .message()
                .hasSizeLessThan(500)
                .doesNotContainPattern("[\\p{Cntrl}\\x{2028}\\x{9b}]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE domain><domain><name>a</name></domain>",
                "<!DOCTYPE domain SYSTEM 'file:///etc/passwd'><domain><name>a</name></domain>",
                "<?xml version='1.0'?><!DOCTYPE d [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><domain><name>&x;</name></domain>",
                "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;'>]><domain><name>&c;</name></domain>"
            })
    void aDoctypeIsRefused(String xml) {
        refused(xml, "DOCTYPE");
    }

    @Test
    void anEndlessDoctypeIsRefused() {
        refused("<!DOCTYPE d [" + "<!ENTITY a 'b'>".repeat(900_000), "");
    }

    @Test
    void anUndeclaredEntityIsRefused() {
        refused("<domain><name>&x;</name></domain>", "not well-formed at line 1");
    }

    @Test
    void deepNestingIsRefused() {
        refused("<domain><name>a</name>" + "<a>".repeat(100_000), "not well-formed");
    }

    @Test
    void aHugeAttributeIsRefused() {
        refused("<domain><name>a</name><a b='" + "x".repeat(2 << 20) + "'/></domain>", "not well-formed");
    }

    @Test
    void manyAttributesAreRefused() {
        StringBuilder xml = new StringBuilder("<domain><name>a</name><a");
        for (int i = 0; i < 100_000; i++) {
            xml.append(" a").append(i).append("=''");
        }
        refused(xml.append("/></domain>").toString(), "not well-formed");
    }

    @Test
    void aHugeDocumentIsRefused() {
        refused("<domain>" + " ".repeat(XmlCursor.MAX_LENGTH) + "</domain>", "at most 16777216");
    }

    @Test
    void aHugeNameIsRefused() {
        refused("<domain><name>" + "x".repeat(4 << 20) + "</name></domain>", "longer than 255 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "no xml",
                "\0\0\0",
                "\u001b[2J\u2028",
                "\u007fELF",
                "{}",
                "<",
                "<domain",
                "<domain>",
                "<domain><name>a",
                "<domain><name>a</name></domain",
                "<domain><name>a</name></domain>trailing",
                "<domain><name>a</name></domain><domain/>",
                "<domain><name>a\u0001</name></domain>",
                "<domain><name>a</name><\u001b[2J/></domain>",
                "<domain a='1' a='2'><name>a</name></domain>",
                "<domain><x:serial/><name>a</name></domain>",
                "<domain><name>a</name></Domain>"
            })
    void whatIsNotWellFormedIsRefusedAtItsLine(String xml) {
        refused(xml, "domain XML is not well-formed");
    }

    @Test
    void aDomainCutShortAnywhereIsRefused() {
        String xml = SampleXml.rewrite(SampleXml.resource("ordinary.xml"), ConsoleMode.UNIX);
        for (int length = 0; length < xml.stripTrailing().length(); length += 7) {
            refused(xml.substring(0, length), "not well-formed");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</devices>",
                "<serial",
                "&",
                "<console/>",
                "x",
                "<",
                "<a:",
                "<a:b",
                "<a:b/>",
                "<a:b c:d=''/>",
                "<a b"
            })
    void aForgedRecordCannotMakeTheTextMalformed(String original) {
        String record = "&lt;serial type='pty'/&gt;</contee:original>";
        String serial =
                SampleXml.resource("live-unix.xml").replace(record, XmlText.content(original) + "</contee:original>");
        String contee = SampleXml.resource("live-unix.xml")
                .replace(
                        "of=\"metadata\" index=\"0\"/>",
                        "of=\"contee\" index=\"0\">" + XmlText.content(original) + "</contee:original>");
        for (ConsoleMode mode : ConsoleMode.values()) {
            DomainXml.parse(SampleXml.rewrite(serial, mode));
            DomainXml.parse(SampleXml.rewrite(contee, mode));
        }
    }

    @Test
    void aDomainThatNestsAsDeepAsAllowedIsRead() {
        String xml = "<domain><name>a</name>" + "<a>".repeat(250) + "</a>".repeat(250) + "</domain>";

        assertThat(SampleXml.rewrite(xml, ConsoleMode.UNIX)).isEqualTo(xml);
    }

    @Test
    void tenThousandSerialsAreRewrittenInBoundedTime() {
        String xml = SampleXml.with("<serial type='pty'><target port='0'/></serial>\n".repeat(10_000));

        assertTimeout(Duration.ofSeconds(10), () -> {
            String rewritten = SampleXml.rewrite(xml, ConsoleMode.UNIX);
            assertThat(rewritten).contains("serial9999.guest");
            assertThat(SampleXml.rewrite(rewritten, ConsoleMode.OFF)).isEqualTo(xml);
            assertThat(SampleXml.rewrite(rewritten.replace(">256<", ">512<"), ConsoleMode.OFF))
                    .isEqualTo(xml.replace(">256<", ">512<"));
        });
    }

    @Test
    void megabytesOfAttributesAreReadInBoundedTime() {
        String attributes = " a='" + "x".repeat(1 << 19) + "' b='" + "y".repeat(1 << 19) + "'";
        String xml = SampleXml.with(("<disk" + attributes + "/>").repeat(8));

        assertTimeout(Duration.ofSeconds(10), () -> assertThat(SampleXml.rewrite(xml, ConsoleMode.UNIX))
                .isEqualTo(xml));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "../../etc/cron.d/x",
                "..",
                ".",
                "/",
                "a&#10;b",
                "a&#13;b",
                "a&#9;b",
                "a&#x7f;b",
                "a&#x9b;b"
            })
    void aNameThatCannotBeADirectoryIsRefused(String name) {
        refused("<domain><name>" + name + "</name></domain>", "domain name ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\0b", "a&#0;b", "a&#x1b;[2Jb", "a&#xD800;b", "a&#x110000;b"})
    void aNameWithWhatXmlCannotCarryIsRefused(String name) {
        refused("<domain><name>" + name + "</name></domain>", "not well-formed at line 1");
    }

    @Test
    void aNameOfFourKilobytesIsRefused() {
        refused("<domain><name>" + "x".repeat(4096) + "</name></domain>", "longer than 255 bytes");
        refused("<domain><name>" + "é".repeat(128) + "</name></domain>", "longer than 255 bytes");
    }

    /** libvirt takes the first of each, and all devices. */
    @Test
    void whatAppearsTwiceIsReadAsLibvirtDoes() {
        String xml = "<domain><name>a</name><name>../b</name><uuid>" + SampleXml.UUID + "</uuid><uuid>x</uuid>"
                + "<metadata><a:a xmlns:a='urn:a'/></metadata>"
                + "<metadata><c:console xmlns:c='urn:contee:console:1' mode='loud'/></metadata>"
                + "<devices><serial type='pty'/></devices><devices><serial type='pty'/></devices></domain>";

        String rewritten = SampleXml.rewrite(xml, ConsoleMode.UNIX);

        assertThat(DomainXml.parse(rewritten).name()).isEqualTo("a");
        assertThat(rewritten)
                .contains(SampleXml.SOCKETS + "serial0.guest", SampleXml.SOCKETS + "serial1.guest")
                .contains("<metadata><contee:console", "mode='loud'");
        assertThat(SampleXml.rewrite(rewritten, ConsoleMode.OFF)).isEqualTo(xml);
    }

    @Test
    void twoElementsOfConteesAreReadAsTheFirst() {
        String element =
                "<c:console xmlns:c='urn:contee:console:1'><c:annotation key='k'>%s</c:annotation></c:console>";
        String xml = SampleXml.with("<serial type='pty'/>")
                .replace("<memory", "<metadata>" + element.formatted(1) + element.formatted(2) + "</metadata><memory");

        String rewritten = SampleXml.rewrite(xml, ConsoleMode.UNIX);

        assertThat(DomainXml.parse(rewritten).metadata().orElseThrow().annotations())
                .containsEntry("k", "1");
        assertThat(SampleXml.rewrite(rewritten, ConsoleMode.OFF)).isEqualTo(xml);
    }

    @ParameterizedTest
    @ValueSource(strings = {"</devices>", "<metadata", "&", "<a b='1'c='2'/>", "<x:y/>", "x</metadata><name/>"})
    void aForgedRecordOfTheMetadataIsNotUsed(String forged) {
        String once = SampleXml.rewrite(SampleXml.with("<serial type='pty'/>"), ConsoleMode.UNIX);
        String record = "<contee:original of=\"metadata\" index=\"0\"/>";
        assertThat(once).contains(record);
        for (String of : new String[] {"metadata", "contee"}) {
            String xml = once.replace(
                    record,
                    "<contee:original of=\"" + of + "\" index=\"0\">" + XmlText.content(forged) + "</contee:original>");
            for (ConsoleMode mode : ConsoleMode.values()) {
                DomainXml.parse(SampleXml.rewrite(xml, mode));
            }
            assertThat(SampleXml.rewrite(xml, ConsoleMode.OFF)).doesNotContain("contee", "unix");
        }
    }
}
