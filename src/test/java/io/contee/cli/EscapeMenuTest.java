package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.http.ClientView;
import io.contee.model.ConteeException;
import io.contee.testing.ShortTempDir;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeMenuTest {

    private static final EscapeKey ESCAPE = new EscapeKey(0x1d);

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Screen screen = new Screen(
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            () -> Instant.EPOCH,
            ZoneOffset.UTC);

    private final ShortTempDir temp = new ShortTempDir();
    private final Path dir = temp.path();

    /** Remembers what it is asked for. */
    private static final class Target implements EscapeMenu.Target {

        private final List<String> done = new ArrayList<>();

        @Override
        public void detach() {
            done.add("detach");
        }

        @Override
        public boolean type(byte[] input) {
            done.add("slowly " + new String(input, StandardCharsets.UTF_8));
            return true;
        }

        @Override
        public void typed(byte[] input) {
            done.add("typed " + new String(input, StandardCharsets.UTF_8));
        }

        @Override
        public void acquireLease() {
            done.add("take");
        }

        @Override
        public void releaseLease() {
            done.add("give");
        }

        @Override
        public List<ClientView> who() {
            return List.of(new ClientView("web", "serial0", "ann", 0, Instant.EPOCH, "write", 17));
        }

        @Override
        public void sendBreak() {
            throw new ConteeException("the QEMU of domain web says: no");
        }

        @Override
        public Optional<String> sttyLine() {
            return Optional.of("stty rows 50 cols 120");
        }
    }

    private final Target target = new Target();

    private String choose(String keys) throws IOException {
        Keys typed = new Keys(new ByteArrayInputStream(keys.getBytes(StandardCharsets.UTF_8)));
        screen.setRaw(true);
        new EscapeMenu(screen, typed, ESCAPE, target, () -> LineEnds.of(Optional.empty())).open();
        return err.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"d, detach", "., detach", "'', detach", "t, take", "g, give"})
    void aKeyDoesOneThing(String key, String expected) throws IOException {
        choose(key);
        assertThat(target.done).containsExactly(expected);
    }

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    @Test
    void theEscapeKeyTwiceSendsItOnce() throws IOException {
        choose("\u001d");
        assertThat(target.done).containsExactly("typed \u001d");
    }

    @Test
    void anUnknownKeyDoesNothing() throws IOException {
        assertThat(choose("x")).contains("unknown key: ^] ? shows the keys");
        assertThat(target.done).isEmpty();
    }

    @Test
    void everyLineOfATableOrHelpReturnsTheCarriage() throws IOException {
        assertThat(choose("w")).contains("web     serial0  ann   -    ").contains("write  17\r\n");
        assertThat(choose("?")).contains("detach\r\n").contains("^]      send ^] itself\r\n");
        assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContainPattern("[^\r]\n");
    }

    @Test
    void aBreakIsSentOnlyWhenItIsAgreedTo() throws IOException {
        assertThat(choose("bn")).contains("libvirt marks the domain as tainted").doesNotContain("says: no");
        assertThat(choose("by")).contains("[contee: the QEMU of domain web says: no]");
    }

    @Test
    void theSizeIsTypedAsACommand() throws IOException {
        choose("r");
        assertThat(target.done).containsExactly("typed stty rows 50 cols 120\r");
    }

    @Test
    void aFileIsTypedInSmallPieces() throws IOException {
        Path file = Files.writeString(dir.resolve("to send"), "0123456789".repeat(7));
        assertThat(choose("f" + file + "X\b\r")).contains("sent 70 bytes of " + file);
        assertThat(target.done)
                .containsExactly(
                        "slowly 01234567890123456789012345678901",
                        "slowly 23456789012345678901234567890123",
                        "slowly 456789");
    }

    @Test
    void aKeyStopsTheFile() throws IOException {
        Path file = Files.writeString(dir.resolve("f"), "never");
        assertThat(choose("f" + file + "\rx")).contains("stopped after 0 bytes of " + file);
        assertThat(target.done).isEmpty();
    }

    @Test
    void theQuestionForAFileCanBeLeft() throws IOException {
        choose("f/etc/passwd\u0003");
        choose("l\u001b");
        choose("l \r");
        assertThat(target.done).isEmpty();
        assertThat(screen.isLogging()).isFalse();
        assertThat(choose("f" + dir.resolve("none") + "\r")).contains("cannot send " + dir.resolve("none"));
        assertThat(choose("l" + dir.resolve("none/log") + "\r")).contains("there is no such file");
    }

    @Test
    void theLogBeginsAndEnds() throws IOException {
        assertThat(choose("l" + dir.resolve("ü.log") + "\r")).contains("logging to " + dir.resolve("ü.log"));
        assertThat(screen.isLogging()).isTrue();
        assertThat(choose("l")).contains("logging stopped");
        assertThat(screen.isLogging()).isFalse();
    }
}
