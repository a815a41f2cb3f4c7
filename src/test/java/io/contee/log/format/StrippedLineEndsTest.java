package io.contee.log.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.write.FakeClock;
import io.contee.model.LineEnd;
import io.contee.model.LogFormat;
import io.contee.testing.Captures;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Line ends of GRUB (LF CR), of systemd on a tty (CR CR LF) and of all others (CR LF, LF) where they are stripped. */
class StrippedLineEndsTest {

    private static final Instant NOW = FakeClock.START;

    /** What is stripped, as a pattern. */
    static String stripped(String guest) {
        return guest.replaceAll("\\r{1,2}\\n|\\n\\r?", "\n");
    }

    static Stream<Arguments> captures() {
        return Captures.names().stream()
                .flatMap(name -> Stream.of(LogFormat.values()).map(format -> Arguments.of(name, format)));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void noLineOfAGuestBeginsOrEndsWithAReturn(String name, LogFormat format) {
        byte[] guest = Captures.read(name);
        for (int seed = 0; seed < 20; seed++) {
            Encoding encoding = new Encoding(Formats.of(format, LineEnd.STRIP));
            encodeByteByByte(encoding, guest, new Random(seed));
            assertThat(encoding.text()).isEqualTo(stripped(new String(guest, UTF_8)));
            assertThat(encoding.text().split("\n", -1)).noneMatch(line -> line.startsWith("\r") || line.endsWith("\r"));
        }
    }

    /** As a UART delivers it, with partial records wherever the guest may have paused, but within a line's end. */
    private static void encodeByteByByte(Encoding encoding, byte[] guest, Random random) {
        for (int i = 0; i < guest.length; i++) {
            encoding.encode(guest, i, i + 1, NOW);
            if (guest[i] >= ' ' && random.nextInt(40) == 0) {
                encoding.flush();
            }
        }
        encoding.finish();
    }

    @ParameterizedTest
    @EnumSource
    void aLinesEndIsStrippedHoweverItIsCut(LogFormat format) {
        String guest = "a\n\r\n\rb\r\r\nc\r\n\rd\n\n\r\re\rf\r\r\r\n\n\r";
        Encoding encoding = new Encoding(Formats.of(format, LineEnd.STRIP));
        for (int i = 0; i <= guest.length(); i++) {
            for (int k = i; k <= guest.length(); k++) {
                encoding.reset();
                encoding.encode(guest.substring(0, i), NOW);
                encoding.encode(guest.substring(i, k), NOW);
                encoding.encode(guest.substring(k), NOW);
                encoding.finish();
                assertThat(encoding.text())
                        .isEqualTo("a\n\nb\nc\n\rd\n\n\re\rf\r\n\n")
                        .isEqualTo(stripped(guest));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void theReturnOfLfCrIsNoPartialRecordThoughTheGuestPausesThere(LogFormat format) {
        Encoding encoding = new Encoding(Formats.of(format, LineEnd.STRIP));
        for (String piece : List.of("Loading Linux ...", "\n", "\r", "Loading initial ramdisk ...", "\n", "\r")) {
            encoding.encode(piece, NOW);
            encoding.flush();
        }
        encoding.finish();
        assertThat(encoding.records())
                .extracting(LogRecord::text)
                .containsExactly("Loading Linux ...", "\n", "Loading initial ramdisk ...", "\n");
    }

    @ParameterizedTest
    @EnumSource
    void aCountdownWithoutALineEndIsOneLineOfPartialRecords(LogFormat format) {
        String capture = new String(Captures.read("grub-2.06-countdown.bin"), ISO_8859_1);
        Encoding encoding = new Encoding(Formats.of(format, LineEnd.STRIP));
        for (String tick : capture.split("(?=\\x1b\\[1;1H[0-9])", -1)) {
            encoding.encode(tick, NOW);
            encoding.flush();
        }
        encoding.finish();
        List<LogRecord> records = encoding.records();
        assertThat(records.stream().takeWhile(LogRecord::partial)).hasSize(6);
        assertThat(encoding.text().lines().findFirst().orElseThrow())
                .startsWith("\u001b[H\u001b[J\u001b[1;1H\u001b[1;1H5    ")
                .endsWith("\u001b[1;1H0    \u001b[H\u001b[J\u001b[1;1H  Booting `Debian GNU/Linux'");
    }
}
