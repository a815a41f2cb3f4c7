package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.ShortTempDir;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScreenTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Instant now = Instant.parse("2026-11-21T01:02:03.004Z");
    private final Screen screen = new Screen(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            () -> now,
            ZoneOffset.UTC);

    private final ShortTempDir temp = new ShortTempDir();
    private final Path dir = temp.path();

    private void print(String text) {
        screen.print(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    @Test
    void aLineIsStampedWhenItBeginsAndOnce() {
        print("before\r\nlogin: ");
        screen.toggleTimestamps();
        print("root\r\n");
        print("one\r\ntwo\r\nthr");
        now = now.plusSeconds(1);
        print("ee\r\nfour");
        screen.toggleTimestamps();
        print(" five\r\n");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(String.join(
                        "\r\n",
                        "before",
                        "login: root",
                        "01:02:03.004 one",
                        "01:02:03.004 two",
                        "01:02:03.004 three",
                        "01:02:04.004 four five",
                        ""));
    }

    @Test
    void theLogHasTheGuestsBytesAndIsAppendedTo() throws IOException {
        Path file = Files.writeString(dir.resolve("log"), "old\n");
        print("not logged\n");
        screen.toggleTimestamps();
        screen.logTo(file);
        assertThat(screen.isLogging()).isTrue();
        print("logged\r\n");
        screen.stopLog();
        print("not logged\n");
        assertThat(Files.readString(file)).isEqualTo("old\nlogged\r\n");
    }

    private Screen terminal() {
        return new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                true,
                () -> now,
                ZoneOffset.UTC);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aTerminalIsResetOnceAndNothingOfTheGuestFollows() {
        Screen terminal = terminal();
        terminal.print(bytes("\u001b[?1049hfull"));
        terminal.restoreTerminal();
        terminal.print(bytes("late \u001b[?1000h"));
        terminal.restoreTerminalAtExit();
        terminal.close();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[?1049hfull" + Screen.RESET);
    }

    @Test
    void aTerminalThatNoGuestHasUsedIsNotResetNorIsAFile() {
        terminal().close();
        print("\u001b[?1049hfull");
        screen.close();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[?1049hfull");
    }

    @Test
    void aTerminalGetsTheQueriesThatItIsToAnswerAndTheLogAndFilesGetAll() throws IOException {
        Path file = dir.resolve("log");
        Screen terminal = terminal();
        terminal.logTo(file);
        terminal.print(bytes("replay\u001b[6n "));
        terminal.print(bytes("live\u001b[6n "), true);
        terminal.stopLog();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("replay live\u001b[6n ");
        assertThat(file).hasContent("replay\u001b[6n live\u001b[6n ");
        out.reset();
        print("\u001b[6n");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("\u001b[6n");
    }

    @Test
    void whatConteeSaysFitsTheTerminalsMode() {
        screen.say("plain");
        screen.setRaw(true);
        screen.say("raw");
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("[contee: plain]\n\r\n[contee: raw]\r\n");
        assertThat(out.size()).isZero();
    }
}
