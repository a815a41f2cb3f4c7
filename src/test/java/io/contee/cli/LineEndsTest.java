package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.cli.LineEnds.Enter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LineEndsTest {

    private static String turn(LineEnds ends, String text) {
        return new String(ends.turn(text.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
    }

    private static String turn(String text) {
        return turn(LineEnds.of(Optional.empty()), text);
    }

    @Test
    void aLineOfATextEndsInTheEnterKey() {
        assertThat(turn("fs0:\nls\n")).isEqualTo("fs0:\rls\r");
        assertThat(turn("one\r\ntwo\r\nthree")).isEqualTo("one\rtwo\rthree");
        assertThat(turn("a\rb\r\rc\r")).isEqualTo("a\rb\r\rc\r");
        assertThat(turn("\u0003\u001d\u001b[A\n")).as("keys are text").isEqualTo("\u0003\u001d\u001b[A\r");
        assertThat(turn("gr\u00c3\u00bc\u00c3\u009fe\n")).as("so is UTF-8").isEqualTo("gr\u00c3\u00bc\u00c3\u009fe\r");
    }

    @Test
    void dataThatIsNoTextIsTypedAsItIs() {
        StringBuilder all = new StringBuilder("head");
        for (int i = 0; i < 4 * 256; i++) {
            all.append((char) (i % 256));
        }
        assertThat(turn(all + "tail\r\n")).isEqualTo(all + "tail\r\n");
        assertThat(turn("\u001f\u008b\u0008gzip\n")).isEqualTo("\u001f\u008b\u0008gzip\n");
        assertThat(turn("text\n\u0000data\n")).isEqualTo("text\r\u0000data\n");
    }

    @ParameterizedTest
    @EnumSource(Enter.class)
    void theKeyMayBeChosen(Enter enter) {
        String expected =
                switch (enter) {
                    case CR -> "a\r\rb\u0000\rc\rd";
                    case LF -> "a\n\nb\u0000\nc\nd";
                    case CRLF -> "a\r\n\r\nb\u0000\r\nc\r\nd";
                    case RAW -> "a\n\r\nb\u0000\nc\rd";
                };
        assertThat(turn(LineEnds.of(Optional.of(enter)), "a\n\r\nb\u0000\nc\rd"))
                .isEqualTo(expected);
    }

    @Test
    void aTextOfTheCommandLineIsTypedAsWrittenUnlessAskedFor() {
        assertThat(turn(LineEnds.orAsWritten(Optional.empty()), "id\n")).isEqualTo("id\n");
        assertThat(turn(LineEnds.orAsWritten(Optional.of(Enter.CR)), "id\n")).isEqualTo("id\r");
    }

    @Test
    void theTextMayComeInPieces() {
        LineEnds ends = LineEnds.of(Optional.empty());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte b : "a\r\nb\u00c3\u00bc\nc\r".getBytes(StandardCharsets.ISO_8859_1)) {
            out.writeBytes(ends.turn(new byte[] {b, 'x'}, 1));
        }
        assertThat(out.toString(StandardCharsets.ISO_8859_1)).isEqualTo("a\rb\u00c3\u00bc\rc\r");
    }

    @Test
    void aReturnAtTheEndOfAPieceIsTypedRightAway() {
        assertThat(turn("id\r")).isEqualTo("id\r");
        LineEnds ends = LineEnds.of(Optional.empty());
        assertThat(turn(ends, "one\r")).isEqualTo("one\r");
        assertThat(turn(ends, "\ntwo")).isEqualTo("two");
    }
}
