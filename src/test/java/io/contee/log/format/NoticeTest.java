package io.contee.log.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NoticeTest {

    private static final Instant SINCE = Instant.parse("2026-11-21T02:03:04.123456Z");

    @Test
    void saysWhatIsLost() {
        assertThat(Notice.lost(12, SINCE)).hasToString("[contee: 12 bytes lost at 2026-11-21T02:03:04.123Z]");
        assertThat(Notice.possiblyLost(12, SINCE))
                .hasToString("[contee: up to 12 bytes lost at 2026-11-21T02:03:04.123Z]");
        assertThat(Notice.unknownLoss(SINCE))
                .hasToString("[contee: an unknown number of bytes may be lost at 2026-11-21T02:03:04.123Z]");
    }

    @Test
    void standsOnASeparateLine() {
        Notice notice = new Notice("paused");

        assertThat(text(notice.inText(true))).isEqualTo("[contee: paused]\n");
        assertThat(text(notice.inText(false))).isEqualTo("\n[contee: paused]\n");
        assertThat(text(notice.inStream())).isEqualTo("\r\n[contee: paused]\r\n");
    }

    @Test
    void aNameInItCannotEndTheLine() {
        assertThat(new Notice("'a\r\n\u001b[2J' types")).hasToString("[contee: 'a???[2J' types]");
    }

    @Test
    void noOtherClassWritesOne() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            assertThat(sources.filter(Files::isRegularFile).filter(NoticeTest::hasLiteral))
                    .map(path -> path.getFileName().toString())
                    .containsExactly("Notice.java");
        }
    }

    private static boolean hasLiteral(Path source) {
        try {
            return Files.readString(source).contains("[contee: \"");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
