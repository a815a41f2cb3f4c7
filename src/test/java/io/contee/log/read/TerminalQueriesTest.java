package io.contee.log.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the examples {@code ~} stands for ESC, {@code ^} for BEL. */
class TerminalQueriesTest {

    private static byte[] bytes(String example) {
        return example.replace('~', '\u001b').replace('^', '\u0007').getBytes(StandardCharsets.UTF_8);
    }

    private static String remove(String example) {
        return new String(new TerminalQueries().remove(bytes(example)), StandardCharsets.UTF_8)
                .replace('\u001b', '~')
                .replace('\u0007', '^');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "~[6n",
                "~[5n",
                "~[?6n",
                "~[?15n",
                "~[c",
                "~[0c",
                "~[>c",
                "~[>0c",
                "~[=c",
                "~[x",
                "~[0x",
                "~Z",
                "\u0005",
                "~[14t",
                "~[18t",
                "~[21t",
                "~[14;2t",
                "~[018t",
                "~[?7;2048;25h",
                "~]50;?+1^",
                "~]22;?__current__~\\",
                "~]99;i=1:p=?:d=0;~\\",
                "~]4;1;?;2;rgb:0/0/0^",
                "~[?2026$p",
                "~[4$p",
                "~[1$w",
                "~[1;1;1;1;10;10*y",
                "~[>q",
                "~[>0q",
                "~[?u",
                "~[?4m",
                "~[?1;1;0S",
                "~[?2048h",
                "\u009b6n",
                "\u009bc",
                "\u009a",
                "~[6\rn",
                "~]10;?^",
                "~]11;?~\\",
                "~]4;1;?^",
                "~]4;1;rgb:0/0/0;2;?^",
                "~]52;c;?^",
                "\u009d11;?\u009c",
                "~]21;foreground=?~\\",
                "~]1337;ReportCellSize^",
                "~P$qm~\\",
                "~P+q544e~\\",
                "~_Gi=1,a=q;AAAA~\\"
            })
    void aQueryIsRemovedWhole(String query) {
        assertThat(remove("before" + query + "after")).isEqualTo("beforeafter");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain\r\n\ttext",
                "grüße 你好 \u00a0",
                "~[31mred~[0m",
                "~[2J~[01;01H",
                "~[?1049h~[?25l",
                "~[=3h",
                "~[>4m",
                "~[!p",
                "~[2 q",
                "~[u",
                "~[s",
                "~[?1c",
                "~[8;24;80t",
                "~[22;0t",
                "~]0;who? me?^",
                "~]2;?^",
                "~]8;;http://host/?a=?^link~]8;;^",
                "~]52;c;Zm9v^",
                "~]10;#fff^",
                "~P1$r0m~\\",
                "~Pq#0;2;0;0;0A-~\\",
                "~]0;a~[1mb",
                "~(B~)0",
                "~7~8~=~>~M~D",
                "~[3S",
                "~c",
                "~[?7l"
            })
    void allElsePasses(String output) {
        assertThat(remove("before" + output + "after")).isEqualTo("before" + output + "after");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a~[6nb", "a~]11;?~\\b", "ü\u009b6nü", "a~~[6nb", "a~]0;t~[6nb"})
    void aSequenceMayComeInPieces(String example) {
        byte[] whole = bytes(example);
        for (int cut = 0; cut <= whole.length; cut++) {
            TerminalQueries queries = new TerminalQueries();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(queries.remove(Arrays.copyOfRange(whole, 0, cut)));
            out.writeBytes(queries.remove(Arrays.copyOfRange(whole, cut, whole.length)));
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .as("cut at %s", cut)
                    .isEqualTo(new String(new TerminalQueries().remove(whole), StandardCharsets.UTF_8))
                    .doesNotContain("6n", "?");
        }
    }

    @Test
    void aQueryWhoseEndIsToBeAnsweredPassesWhole() {
        TerminalQueries queries = new TerminalQueries();
        assertThat(queries.filter(bytes("replay~["), false)).isEqualTo(bytes("replay"));
        assertThat(queries.filter(bytes("6nlive~[c"), true)).isEqualTo(bytes("~[6nlive~[c"));
    }

    @Test
    void anUnfinishedSequenceHoldsLittleAndEndsWithTheNextOne() {
        assertThat(remove("~[" + "1;".repeat(400) + "m")).isEqualTo("~[" + "1;".repeat(400) + "m");
        assertThat(remove("a~[" + "0".repeat(2000) + "6nb~[6nc"))
                .as("of a long query")
                .isEqualTo("abc");
        assertThat(remove("~]52;c;" + "A".repeat(5000) + ";?^x"))
                .as("of a long command")
                .isEqualTo("x");
        String sixel = "~Pq" + "#0~".replace('~', 'A').repeat(5000) + "~\\";
        assertThat(remove(sixel)).isEqualTo(sixel);
        assertThat(remove("~]0;title~[6nx")).isEqualTo("~]0;titlex");
        assertThat(remove("~]11;?~[6nx")).isEqualTo("x");
        assertThat(remove("~[6\u0018nx")).isEqualTo("~[6\u0018nx");
    }
}
