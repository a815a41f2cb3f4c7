package io.contee.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConteeException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EncodedXmlTest {

    private static String declaring(String encoding) {
        return "<?xml version='1.0' encoding='" + encoding + "'?>\r\n<domain><title>Büro</title></domain>";
    }

    private static void assertReads(String text, byte[] bytes, String expected) {
        EncodedXml xml = EncodedXml.decode(bytes);
        assertThat(xml.text()).isEqualTo(expected);
        assertThat(xml.bytes(xml.text())).isEqualTo(bytes);
        assertThat(new String(xml.bytes("ä"), xml.charset())).isEqualTo(text.startsWith("\uFEFF") ? "\uFEFFä" : "ä");
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-8, UTF-8",
        "utf-8, UTF-8",
        "ISO-8859-1, ISO-8859-1",
        "latin1, ISO-8859-1",
        "ISO-8859-15, ISO-8859-15",
        "windows-1252, windows-1252",
        "UTF-16, UTF-16LE",
        "UTF-16, UTF-16BE",
        "UTF-16LE, UTF-16LE",
    })
    void theDeclaredEncodingIsReadAndKept(String declared, Charset charset) {
        String text = declaring(declared);
        assertReads(text, text.getBytes(charset), text);
        String inDoubleQuotes = text.replace('\'', '"').replace("encoding=", "encoding = ");
        assertReads(inDoubleQuotes, inDoubleQuotes.getBytes(charset), inDoubleQuotes);
    }

    @ParameterizedTest
    @CsvSource({"UTF-8, UTF-8", "UTF-16, UTF-16LE", "UTF-16, UTF-16BE", "UTF-16BE, UTF-16BE"})
    void aByteOrderMarkIsNoTextAndIsKept(String declared, Charset charset) {
        for (String text : new String[] {declaring(declared), "<domain>Büro</domain>", ""}) {
            assertReads("\uFEFF" + text, ("\uFEFF" + text).getBytes(charset), text);
        }
    }

    @Test
    void whatIsNeitherMarkedNorDeclaredIsUtf8() {
        for (String text :
                new String[] {"<domain>Büro 😀</domain>", "<?xml version='1.0'?><d a=\"encoding='x'\"/>", ""}) {
            assertReads(text, text.getBytes(UTF_8), text);
        }
        String late = "<domain><?xml encoding='ISO-8859-1'?>ü</domain>";
        assertReads(late, late.getBytes(UTF_8), late);
    }

    private static void assertRefused(byte[] bytes, String reason) {
        assertThatThrownBy(() -> EncodedXml.decode(bytes))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining(reason)
                .message()
                .doesNotContainPattern("\\p{Cntrl}");
    }

    @Test
    void invalidBytesAreToldWithTheirPlace() {
        assertRefused("<a>\n\nB\u00fcro</a>".getBytes(ISO_8859_1), "byte 0xfc in line 3 is not valid in UTF-8");
        assertRefused(new byte[] {'<', 'a', (byte) 0xC3}, "byte 0xc3 in line 1 is not valid in UTF-8");
        assertRefused(new byte[] {'<', (byte) 0xC0, (byte) 0x80}, "byte 0xc0 in line 1");
        byte[] unpaired = {(byte) 0xFF, (byte) 0xFE, '<', 0, '\n', 0, 0, (byte) 0xD8, '>', 0};
        assertRefused(unpaired, "byte 0x00 in line 2 is not valid in UTF-16LE");
        assertRefused(declaring("US-ASCII").getBytes(UTF_8), "byte 0xc3 in line 2 is not valid in US-ASCII");
    }

    @Test
    void whatIsDeclaredMustBeSo() {
        assertRefused(
                declaring("UTF-16").getBytes(UTF_8), "declares the encoding UTF-16 and is written in another one");
        assertRefused(declaring("UTF-8").getBytes(UTF_16LE), "declares the encoding UTF-8 and is written in UTF-16LE");
        assertRefused(
                declaring("UTF-16LE").getBytes(UTF_16BE), "declares the encoding UTF-16LE and is written in UTF-16BE");
        assertRefused(("\uFEFF" + declaring("ISO-8859-1")).getBytes(UTF_8), "is written in UTF-8");
    }

    @Test
    void anUnknownEncodingIsTold() {
        assertRefused(
                declaring("UTF-9\u001b").getBytes(UTF_8), "its encoding 'UTF-9?' is unknown: convert it to UTF-8");
        assertRefused(declaring("").getBytes(UTF_8), "its encoding '' is unknown");
        assertRefused(declaring("ISO-2022-CN").getBytes(UTF_8), "its encoding 'ISO-2022-CN' is unknown");
    }

    @Test
    void anEncodingThatCannotBeKeptIsRefused() {
        byte[] twoEscapesWhereOneWouldDo =
                "<?xml version='1.0' encoding='ISO-2022-JP'?><a>\u001b$B\u001b$B$\"\u001b(B</a>".getBytes(ISO_8859_1);
        assertRefused(twoEscapesWhereOneWouldDo, "its encoding ISO-2022-JP cannot be kept byte for byte");
    }

    @Test
    void aCharacterThatTheEncodingLacksIsRefused() {
        EncodedXml latin = EncodedXml.decode(declaring("ISO-8859-1").getBytes(ISO_8859_1));
        assertThatThrownBy(() -> latin.bytes("€"))
                .isInstanceOf(ConteeException.class)
                .hasMessage("its encoding ISO-8859-1 lacks a character: convert it to UTF-8");
    }
}
