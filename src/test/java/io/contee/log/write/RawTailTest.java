package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawTailTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Path dir = temp.path();

    private final Path log = dir.resolve("serial0.log");

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    private String tail(int count) throws IOException {
        return new String(RawTail.read(log, count), StandardCharsets.UTF_8);
    }

    @Test
    void readsBackOverRotatedFiles() throws IOException {
        Files.writeString(log, "five");
        Files.writeString(dir.resolve("serial0.log.0"), "three four ");
        Files.writeString(dir.resolve("serial0.log.1"), "one two ");
        assertThat(tail(4)).isEqualTo("five");
        assertThat(tail(9)).isEqualTo("four five");
        assertThat(tail(100)).isEqualTo("one two three four five");
        assertThat(tail(0)).isEmpty();
    }

    @Test
    void thereMayBeNoCurrentFileAndNoLogAtAll() throws IOException {
        assertThat(tail(10)).isEmpty();
        Files.writeString(dir.resolve("serial0.log.0"), "rotated");
        assertThat(tail(10)).isEqualTo("rotated");
    }

    @ParameterizedTest
    @CsvSource({
        "'a|b|c', 1, 'c'",
        "'a|b|', 1, 'b|'",
        "'a|b|', 2, 'a|b|'",
        "'a|b|', 9, 'a|b|'",
        "'a||b', 2, '|b'",
        "'a|b', 0, ''",
        "'', 3, ''",
        "'|', 1, '|'",
    })
    void anUnfinishedLineIsALine(String text, int lines, String expected) {
        assertThat(RawTail.lastLines(bytes(text), lines)).isEqualTo(bytes(expected));
    }

    @ParameterizedTest
    @CsvSource({"'half|whole|part', 'whole|part'", "'no end', 'no end'", "'only|', 'only|'", "'', ''"})
    void theFirstLineMayBeHalfOfOne(String text, String expected) {
        assertThat(RawTail.wholeLines(bytes(text))).isEqualTo(bytes(expected));
    }

    private static byte[] bytes(String text) {
        return text.replace('|', '\n').getBytes(StandardCharsets.UTF_8);
    }
}
