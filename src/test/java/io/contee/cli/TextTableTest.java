package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void alignsItsColumnsAndEndsNoLineWithSpaces() {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        TextTable.print(
                out,
                List.of(
                        List.of("DOMAIN", "GUEST", "LOG"),
                        List.of("a-long-name", "x", "/l"),
                        List.of("b", "connected", "")));
        out.flush();
        assertThat(text.toString().lines())
                .containsExactly("DOMAIN       GUEST      LOG", "a-long-name  x          /l", "b            connected");
    }

    @Test
    void showsNamesThatWouldChangeTheTerminalAsHarmlessText() {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        TextTable.print(out, List.of(List.of("a\u202eb\u2028c\u200bd", "x"), List.of("\u001b[2J", "gr\u00fcn")));
        out.flush();
        assertThat(text.toString().lines()).containsExactly("a?b?c?d  x", "?[2J     gr\u00fcn");
    }
}
