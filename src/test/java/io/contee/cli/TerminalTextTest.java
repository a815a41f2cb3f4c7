package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {

    private static String show(String text) {
        return new String(
                new TerminalText(true).show(text.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.UTF_8);
    }

    /** The bytes of a text in UTF-8, one character each. */
    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    @Test
    void whatIsPrintablePasses() {
        assertThat(show(utf8("login:\tü € 𝄞 日本\r\n~ $"))).isEqualTo("login:\tü € 𝄞 日本\r\n~ $");
    }

    @Test
    void controlCharactersAreShown() {
        assertThat(show("\u001b[31mred\u001b]0;title\u0007\b\u0000\u007f\u000e\f\u000b"))
                .isEqualTo("^[[31mred^[]0;title^G^H^@^?^N^L^K");
    }

    @ParameterizedTest
    @CsvSource({"\u0090", "\u009b", "\u0085", "\u202e", "\u2066", "\u2028", "\u200f"})
    void c1ControlsAndChangesOfDirectionAreReplaced(String control) {
        assertThat(show(utf8("a" + control + "b"))).isEqualTo("a\ufffdb");
    }

    @Test
    void whatIsNoUtf8IsReplaced() {
        assertThat(show("a\u009b31mb")).as("C1 as one byte").isEqualTo("a\ufffd31mb");
        assertThat(show("\u00ff\u00c0\u0080")).isEqualTo("\ufffd\ufffd\ufffd");
        assertThat(show("\u00e2\u0082x")).isEqualTo("\ufffdx");
        assertThat(show("\u00e2\u001b[2J")).isEqualTo("\ufffd^[[2J");
        assertThat(show("\u00ed\u00a0\u0080x")).as("a surrogate").endsWith("\ufffdx");
    }

    @Test
    void aReturnThatWritesOverThePrefixIsShown() {
        TerminalText text = new TerminalText(false);
        assertThat(new String(text.show("a\rb\r".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                .isEqualTo("a^Mb");
        assertThat(new String(text.show("\n\r\rc".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
                .isEqualTo("\r\n^M^Mc");
    }

    @Test
    void aSecondReturnBeforeALineFeedIsPartOfTheLinesEnd() {
        assertThat(new String(
                        new TerminalText(false).show("OK\r\r\n10 %\r\r\r\n".getBytes(StandardCharsets.UTF_8)),
                        StandardCharsets.UTF_8))
                .isEqualTo("OK\r\n10 %^M\r\n");
    }

    @Test
    void noBytesOfAGuestReachTheTerminalAsControlsHoweverTheyAreCut() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            TerminalText whole = new TerminalText(i % 2 == 0);
            TerminalText pieces = new TerminalText(i % 2 == 0);
            ByteArrayOutputStream shown = new ByteArrayOutputStream();
            for (byte b : bytes) {
                shown.writeBytes(pieces.show(new byte[] {b}));
            }
            assertThat(shown.toByteArray()).isEqualTo(whole.show(bytes));
            assertThat(shown.toString(StandardCharsets.UTF_8).codePoints())
                    .allMatch(c -> !Character.isISOControl(c) || c == '\n' || c == '\r' || c == '\t');
        }
    }
}
