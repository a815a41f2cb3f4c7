package io.contee.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00, 0x07, 0x0a, 0x1b, 0x7f, 0x85, 0x9b, 0xad, 0x061c, 0x180e, 0x200b, 0x200d, 0x200e, 0x2028, 0x2029,
                0x202a, 0x202e, 0x2060, 0x2066, 0x2069, 0xfeff, 0xfff9, 0xd800, 0xe0001, 0xe0020
            })
    void aCharacterThatDoesNotPrintIsReplaced(int character) {
        assertThat(OneLine.of("a" + Character.toString(character) + "b")).isEqualTo("a?b");
    }

    @Test
    void lettersOfAnyLanguageStay() {
        assertThat(OneLine.of("gr\u00fcn \u4f60\u597d \u05d0 \ud83d\ude00"))
                .isEqualTo("gr\u00fcn \u4f60\u597d \u05d0 \ud83d\ude00");
        assertThat(OneLine.of("ab\ud83d\ude00", 3)).as("cut in a character").isEqualTo("ab?\u2026");
    }

    @Test
    void aDomainAndAConsoleAreShownInOneLine() {
        DomainId domain = new DomainId(new UUID(0, 1), "web\u202e\u2028x");
        assertThat(domain).hasToString("web??x");
        assertThat(new ConsoleId(domain, "serial0")).hasToString("web??x/serial0");
    }
}
