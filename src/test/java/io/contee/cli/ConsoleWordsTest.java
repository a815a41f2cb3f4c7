package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConteeException;
import io.contee.model.LeaseState;
import io.contee.model.LeaseState.Holder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** What people write on the command line for a console, and read from it. */
class ConsoleWordsTest {

    private static String text(String written) {
        return new String(GuestText.parse(written).bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void escapesBecomeBytes() {
        assertThat(text("root\\n")).isEqualTo("root\n");
        assertThat(text("\\r\\t\\e[A\\\\n")).isEqualTo("\r\t\u001b[A\\n");
        assertThat(text("\\x03\\x1Dü")).isEqualTo("\u0003\u001dü");
        assertThat(GuestText.parse("\\xff").bytes()).containsExactly(0xff);
        assertThat(text("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\", "a\\", "\\q", "\\x", "\\x1", "\\xgg", "\\u0041"})
    void unknownEscapesAreRefused(String written) {
        assertThatThrownBy(() -> GuestText.parse(written))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("use \\n, \\r");
    }

    @ParameterizedTest
    @CsvSource({"^], 29, ^]", "^a, 1, ^A", "^A, 1, ^A", "^?, 127, ^?", "~, 126, ~", "^@, 0, ^@"})
    void keysAreWrittenAsPeopleWriteThem(String written, int code, String shown) {
        EscapeKey key = new EscapeKey.Converter().convert(written);
        assertThat(key.code()).isEqualTo(code);
        assertThat(key).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ab", "^ab", "ü"})
    void otherThingsAreNoKeys(String written) {
        assertThatThrownBy(() -> new EscapeKey.Converter().convert(written))
                .isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "30s, PT30S", "30, PT30S", "10m, PT10M", "2h, PT2H"})
    void timesAreRead(String written, Duration expected) {
        assertThat(new TimeSpan().convert(written)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1d", "1.5s"})
    void otherThingsAreNoTimes(String written) {
        assertThatThrownBy(() -> new TimeSpan().convert(written)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void aPersonHearsWhatConcernsThem() {
        LeaseNews news = new LeaseNews("^] t steals it");
        assertThat(news.attached(new LeaseState(Holder.SELF, 0))).isEmpty();
        assertThat(news.changed(new LeaseState(Holder.OTHER, 7)))
                .contains("process 7 has the write lease now, it was stolen from you: you only read; ^] t steals it");
        assertThat(news.refused(false))
                .contains("what you type is dropped: process 7 has the write lease; ^] t steals it");
        assertThat(news.refused(false)).as("told once").isEmpty();
        assertThat(news.changed(new LeaseState(Holder.NOBODY, 0))).contains("nobody has the write lease");
        assertThat(news.changed(new LeaseState(Holder.OTHER, 0)))
                .contains("another client has the write lease: you only read; ^] t steals it");
        assertThat(news.refused(true)).contains("you are attached --read-only: what you type is dropped");
        assertThat(news.attached(new LeaseState(Holder.OTHER, 7)))
                .contains("process 7 has the write lease: you only read; ^] t steals it");
        assertThat(news.attached(new LeaseState(Holder.SHARED, 0))).isEmpty();
    }
}
