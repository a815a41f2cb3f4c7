package io.contee.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client that is too slow may lack, and what not. */
class NumberedLinesTest {

    private static String lines(int first, int last) {
        return IntStream.rangeClosed(first, last)
                .mapToObj("line %07d abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmn\r\n"::formatted)
                .collect(Collectors.joining());
    }

    private static String skipped(int lines) {
        return "\r\n[contee: this client was too slow, " + lines * NumberedLines.BYTES + " bytes skipped]\r\n";
    }

    /** Letters stand for what a client of 100 lines got. */
    private static String text(String shape) {
        return switch (shape) {
            case "whole" -> lines(1, 100);
            case "skipped before" -> skipped(500) + lines(1, 100);
            case "skipped within" -> lines(1, 40) + skipped(20) + lines(61, 100);
            case "torn within" -> lines(1, 40) + "line 0000041 ab" + skipped(20) + "z\r\n" + lines(63, 100);
            case "skipped twice" -> lines(1, 40) + skipped(20) + lines(61, 61) + skipped(9) + lines(71, 100);
            case "skipped at the end" -> lines(1, 40) + skipped(60) + "demo:~# ";
            case "lacks some" -> lines(1, 40) + lines(61, 100);
            case "lacks the last" -> lines(1, 99) + "demo:~# ";
            case "lacks the first" -> lines(2, 100);
            case "is marked elsewhere" -> lines(1, 40) + lines(61, 80) + skipped(20) + lines(81, 100);
            case "lacks more than is marked" -> lines(1, 40) + skipped(20) + lines(71, 100);
            case "lacks less than is marked" -> lines(1, 40) + skipped(20) + lines(51, 100);
            case "lacks the last after a mark" -> lines(1, 40) + skipped(20) + lines(61, 99);
            case "has some twice" -> lines(1, 40) + lines(40, 100);
            default -> throw new IllegalArgumentException(shape);
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"whole", "skipped before", "skipped within", "torn within", "skipped twice", "skipped at the end"
            })
    void whatWasSkippedIsCountedAtItsPlace(String shape) {
        assertThatCode(() -> NumberedLines.assertWholeButForWhatWasSkipped(text(shape), 1, 100))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lacks some",
                "lacks the last",
                "lacks the first",
                "is marked elsewhere",
                "lacks more than is marked",
                "lacks less than is marked",
                "lacks the last after a mark",
                "has some twice"
            })
    void anythingElseFails(String shape) {
        assertThatThrownBy(() -> NumberedLines.assertWholeButForWhatWasSkipped(text(shape), 1, 100))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void onlyWholeLinesCount() {
        assertThat(NumberedLines.in(lines(1, 2) + "line 0000003 abc\r\n" + lines(4, 4)))
                .containsExactly(1, 2, 4);
    }

    @Test
    void whatFollowsTheLastLineCanBeLeftOut() {
        String cut = NumberedLines.toLast(lines(1, 7) + skipped(20) + "line 0000028 ab");
        assertThat(cut + "\r\n").isEqualTo(lines(1, 7));
    }
}
