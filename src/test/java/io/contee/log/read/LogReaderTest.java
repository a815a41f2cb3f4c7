package io.contee.log.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.format.GuestBytes;
import io.contee.log.format.LogRecord;
import io.contee.log.write.ConsoleLog;
import io.contee.log.write.FakeClock;
import io.contee.log.write.LogFactory;
import io.contee.model.ByteSize;
import io.contee.model.ConteeException;
import io.contee.model.LogPolicy;
import io.contee.testing.Captures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class LogReaderTest {

    private static final int SIZE = 128 << 10;

    private final Path temp;
    private boolean lastWordsWritten;
    private final Path log;
    private final FakeClock clock = new FakeClock();

    LogReaderTest(@TempDir Path temp) {
        this.temp = temp;
        this.log = temp.resolve("0.log");
    }

    @Test
    void readsRotatedFilesAndThenTheCurrentOne() throws IOException {
        String guest = write(1000, 4000);
        assertThat(files().names()).hasSizeGreaterThan(3);
        assertThat(texts(ReadOptions.all())).hasSize(1000);
        assertThat(copy(ReadOptions.all())).isEqualTo(guest);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 99, 100, 400, 999, 1000, 1001, 5000})
    void tailIsTheLastLinesAcrossFiles(int tail) throws IOException {
        write(1000, 1500);
        List<String> all = texts(ReadOptions.all());
        assertThat(texts(ReadOptions.all().withTail(tail)))
                .isEqualTo(all.subList(Math.max(0, all.size() - tail), all.size()));
    }

    @Test
    void tailCountsLinesNotRecordsAndAPromptAsALine() throws IOException {
        try (ConsoleLog writer = open(50)) {
            writer.append(GuestBytes.direct("one\n" + "x".repeat(300_000) + "\nthree\nlogin: "));
            writer.flushPartial();
        }
        assertThat(copy(ReadOptions.all().withTail(1))).isEqualTo("login: ");
        assertThat(copy(ReadOptions.all().withTail(2))).isEqualTo("three\nlogin: ");
        assertThat(copy(ReadOptions.all().withTail(3))).isEqualTo("x".repeat(300_000) + "\nthree\nlogin: ");
        assertThat(copy(ReadOptions.all().withTail(4))).startsWith("one\nx");
    }

    @Test
    void theReturnOfLfCrIsNoLineToTail() throws IOException {
        try (ConsoleLog writer = open(50)) {
            writer.append(GuestBytes.direct("Loading Linux ...\n\rLoading initial ramdisk ...\n\r"));
            writer.flushPartial();
        }
        assertThat(copy(ReadOptions.all().withTail(1))).isEqualTo("\rLoading initial ramdisk ...\n\r");
        assertThat(copy(ReadOptions.all().withTail(2))).startsWith("Loading Linux ...\n");
        assertThat(copy(ReadOptions.all().withTimestamps()).lines())
                .hasSize(2)
                .allMatch(line -> line.matches("[0-9:.TZ-]+ Loading .*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"systemd-252.bin", "grub-2.06-pc.bin", "grub-2.06-efi.bin", "slof-20220719.bin"})
    void aPatternsAnchorsStandAtTheLinesEndsWhateverTheseAre(String capture) throws IOException {
        String guest = new String(Captures.read(capture), UTF_8);
        try (ConsoleLog writer = open(50)) {
            writer.append(GuestBytes.direct(guest));
        }
        List<String> lines = guest.replaceAll("\\r*\\n\\r?", "\n").lines().toList();
        for (String line : List.of(
                "[\u001b[0;32m  OK  \u001b[0m] Reached target \u001b[0;1;39mgetty.target\u001b[0m - Login Prompts.",
                "      Press enter to boot the selected OS, `e' to edit the commands       ",
                "Loading Linux 6.1.0-57-cloud-amd64 ...",
                "  Welcome to Open Firmware",
                " Press \"s\" to enter Open Firmware.")) {
            String pattern = "^" + Pattern.quote(line) + "$";
            assertThat(texts(ReadOptions.all().withGrep(pattern)).size())
                    .as(line)
                    .isEqualTo(Collections.frequency(lines, line));
        }
    }

    @Test
    void sinceLeavesOutEarlierRecords() throws IOException {
        try (ConsoleLog writer = open(5)) {
            for (int i = 0; i < 5; i++) {
                writer.append(GuestBytes.direct(i + "\n"));
                clock.advance(Duration.ofSeconds(10));
            }
        }
        assertThat(copy(ReadOptions.all().withSince(FakeClock.START.plusSeconds(20))))
                .isEqualTo("2\n3\n4\n");
        assertThat(copy(ReadOptions.all().withTail(1).withSince(FakeClock.START.plusSeconds(20))))
                .isEqualTo("4\n");
        assertThat(copy(ReadOptions.all().withSince(FakeClock.START.plusSeconds(100))))
                .isEmpty();
    }

    @Test
    void skipsAndCountsWhatIsDamaged() throws IOException {
        try (ConsoleLog writer = open(5)) {
            writer.append(GuestBytes.direct("one\n"));
            Files.writeString(log, "{\"log\":\"tor\n\nnonsense\n", StandardOpenOption.APPEND);
            writer.append(GuestBytes.direct("two\n"));
        }
        Files.writeString(log, "{\"log\":\"torn at the end", StandardOpenOption.APPEND);
        try (LogReader reader = LogReader.open(log, ReadOptions.all())) {
            assertThat(rest(reader)).containsExactly("one\n", "two\n");
            assertThat(reader.damaged()).as("with the one at the end").isEqualTo(4);
        }
        assertThat(texts(ReadOptions.all().withTail(1))).containsExactly("two\n");
    }

    @Test
    void whatALastRecordWithoutItsEndSaysIsShown() throws IOException {
        Files.writeString(log, "2026-11-21T10:00:01Z stdout F one\n2026-11-21T10:00:02Z stdout F tw");
        assertThat(texts(ReadOptions.all())).containsExactly("one\n", "tw\n");
        try (LogReader reader = LogReader.open(log, ReadOptions.all())) {
            assertThat(rest(reader)).containsExactly("one\n", "tw\n");
            Files.writeString(log, "o\n", StandardOpenOption.APPEND);
            try (LogReader next = LogReader.open(log, ReadOptions.all().withCursor(reader.cursor()))) {
                assertThat(rest(next)).as("one who reads on").containsExactly("two\n");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void outputWithoutLineEndsHasATailOfItsLastRecords(boolean compressed) throws IOException {
        String all = writeWithoutLineEnds(4 << 20);
        if (compressed) {
            for (String name : files().names()) {
                if (!name.equals("0.log")) {
                    LogFixture.compress(temp.resolve(name));
                }
            }
        }
        for (ReadOptions options : List.of(ReadOptions.all(), ReadOptions.all().withGrep("[0-9]"))) {
            String tail = copy(options.withTail(20));
            assertThat(tail.length()).isBetween(19 * (16 << 10), 21 * (16 << 10));
            assertThat(all.endsWith(tail)).isTrue();
        }
    }

    @Test
    void aPatternThatOnlyTheEndOfAnEndlessLineHasGivesItsRecordsAndNotAMebibyte() throws IOException {
        try (ConsoleLog writer = open(1000)) {
            writer.append(GuestBytes.direct("x".repeat(3 << 20)));
            writer.append(GuestBytes.direct("cpu 7%"));
        }
        String found = copy(ReadOptions.all().withTail(5).withGrep("cpu"));
        assertThat(found.length()).isLessThanOrEqualTo(2 * (16 << 10));
        assertThat(found.endsWith("cpu 7%")).isTrue();
    }

    @Test
    void rawOutputWithoutLineEndsHasATail() throws IOException {
        Path raw = temp.resolve("serial0.log");
        String all = "0123456789".repeat(300_000);
        Files.writeString(raw, "begin\n" + all);
        try (LogReader reader = LogReader.openRaw(raw, ReadOptions.all().withTail(5), () -> false)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            reader.copyTo(out);
            assertThat(out.size()).isEqualTo(5 * (16 << 10));
            assertThat(all.endsWith(out.toString(UTF_8))).isTrue();
        }
    }

    private String writeWithoutLineEnds(int bytes) throws IOException {
        StringBuilder all = new StringBuilder();
        try (ConsoleLog writer = open(1000)) {
            for (int i = 0; all.length() < bytes; i++) {
                String piece = "\r[%-50s] %7d%%".formatted("=".repeat(i % 50), i);
                writer.append(GuestBytes.direct(piece));
                all.append(piece);
            }
        }
        return all.toString();
    }

    @Test
    void anEndlessLineIsSkipped() throws IOException {
        try (ConsoleLog writer = open(5)) {
            writer.append(GuestBytes.direct("one\n"));
            Files.writeString(log, "x".repeat(5 << 20) + "\n", StandardOpenOption.APPEND);
            writer.append(GuestBytes.direct("two\n"));
        }
        assertThat(texts(ReadOptions.all())).containsExactly("one\n", "two\n");
        assertThat(texts(ReadOptions.all().withTail(2))).containsExactly("one\n", "two\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void followsAcrossRotationsAndLosesAndDoublesNothing(long seed) throws Exception {
        try (ConsoleLog writer = open(LogPolicy.MAX_FILES)) {
            CompletableFuture<String> followed = follow("the end");
            StringBuilder guest = new StringBuilder();
            Random random = new Random(seed);
            for (int i = 0; guest.length() < 8 << 20; i++) {
                String text = i + " " + "x".repeat(random.nextInt(2000)) + (random.nextInt(5) == 0 ? "" : "\n");
                guest.append(text);
                writer.append(GuestBytes.direct(text));
                if (random.nextInt(10) == 0) {
                    writer.flushPartial();
                }
            }
            writer.append(GuestBytes.direct("\nthe end\n"));
            assertThat(followed.get()).isEqualTo(guest + "\nthe end\n");
        }
        assertThat(files().names()).hasSizeGreaterThan(60);
    }

    @Test
    void followsWhileAKubeletRotates() throws Exception {
        int rotations = 300;
        try (ConsoleLog writer = open(rotations)) {
            CompletableFuture<String> followed = follow("the end");
            StringBuilder guest = new StringBuilder();
            for (int i = 0; i < rotations; i++) {
                guest.append("before ").append(i).append("\nbetween\nafter\n");
                writer.append(GuestBytes.direct("before " + i + "\n"));
                Files.move(log, log.resolveSibling("0.log.20261121-%06d".formatted(i)));
                writer.append(GuestBytes.direct("between\n"));
                writer.reopen();
                writer.append(GuestBytes.direct("after\n"));
            }
            writer.append(GuestBytes.direct("the end\n"));
            assertThat(followed.get()).isEqualTo(guest + "the end\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.log.1", "0.log.20261121-020304"})
    void followsARenamedFileUntilTheOneThatReplacesItHasContent(String renamed) throws Exception {
        int looksAtTheEmptyFile = 5;
        AtomicInteger looks = new AtomicInteger(Integer.MIN_VALUE);
        try (ConsoleLog writer = open(10)) {
            writer.append(GuestBytes.direct("one\n"));
            BooleanSupplier growing = () -> {
                if (looks.incrementAndGet() == looksAtTheEmptyFile) {
                    append(writer, "two\n");
                }
                return true;
            };
            try (LogReader reader = LogReader.open(log, ReadOptions.all().following(), growing)) {
                assertThat(reader.next()).get().extracting(LogRecord::text).isEqualTo("one\n");
                Files.move(log, log.resolveSibling(renamed));
                Files.createFile(log);
                looks.set(0);
                assertThat(reader.next()).get().extracting(LogRecord::text).isEqualTo("two\n");
                writer.reopen();
                writer.append(GuestBytes.direct("three\n"));
                assertThat(reader.next()).get().extracting(LogRecord::text).isEqualTo("three\n");
            }
        }
    }

    @Test
    void followsOnInTheOldestFileLeftWhenItsOwnWasDeleted() throws Exception {
        try (ConsoleLog writer = open(10)) {
            writer.append(GuestBytes.direct("one\n"));
            try (LogReader reader = LogReader.open(log, ReadOptions.all().following())) {
                assertThat(reader.next()).get().extracting(LogRecord::text).isEqualTo("one\n");
                Files.delete(log);
                writer.reopen();
                writer.append(GuestBytes.direct("two\n"));
                Files.move(log, log.resolveSibling("0.log.20261121-020304"));
                writer.reopen();
                writer.append(GuestBytes.direct("three\n"));
                assertThat(reader.next()).get().extracting(LogRecord::text).isEqualTo("two\n");
                assertThat(reader.next()).get().extracting(LogRecord::text).isEqualTo("three\n");
            }
        }
    }

    @Test
    void aRecordThatARestartCutsOffIsNotSeen() throws Exception {
        try (ConsoleLog writer = open(10)) {
            writer.append(GuestBytes.direct("one\n"));
        }
        Files.writeString(log, "{\"log\":\"to", StandardOpenOption.APPEND);
        CompletableFuture<String> followed = follow("the end");
        try (ConsoleLog writer = open(10)) {
            writer.append(GuestBytes.direct("the end\n"));
        }
        assertThat(followed.get()).isEqualTo("one\nthe end\n");
    }

    @Test
    void aReaderThatFollowsEndsAfterTheLastRecordOnceNothingMoreComes() throws Exception {
        write(1, 10);
        try (ConsoleLog writer = open(10);
                LogReader reader =
                        LogReader.open(log, ReadOptions.all().withTail(0).following(), () -> {
                            // The worst moment: the writer's last act lies between the reader's last look and its
                            // question.
                            writeLastWords(writer);
                            return false;
                        })) {
            assertThat(reader.next()).get().extracting(LogRecord::text).isEqualTo("last words\n");
            assertThat(reader.next()).isEmpty();
        }
    }

    private void writeLastWords(ConsoleLog writer) {
        if (!lastWordsWritten) {
            lastWordsWritten = true;
            append(writer, "last words\n");
        }
    }

    private static void append(ConsoleLog writer, String output) {
        try {
            writer.append(GuestBytes.direct(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void closingEndsAReaderThatWaits() throws Exception {
        write(1, 10);
        LogReader reader = LogReader.open(log, ReadOptions.all().withTail(0).following());
        CompletableFuture<Optional<LogRecord>> next = inThread(reader::next);
        reader.close();
        reader.close();
        assertThat(next.get()).isEmpty();
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void anInterruptEndsAReaderThatWaits() throws Exception {
        write(1, 10);
        LogReader reader = LogReader.open(log, ReadOptions.all().withTail(0).following());
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                interrupted.complete(
                        reader.next().isEmpty() && Thread.currentThread().isInterrupted());
            } catch (IOException | RuntimeException e) {
                interrupted.completeExceptionally(e);
            }
        });
        thread.start();
        thread.interrupt();
        assertThat(interrupted.get()).isTrue();
    }

    @Test
    void aMissingLogIsReportedInOneLine() {
        for (Path missing : List.of(log, log.resolve("x/0.log"))) {
            assertThatThrownBy(() -> LogReader.open(missing, ReadOptions.all()))
                    .isInstanceOf(ConteeException.class)
                    .hasMessageStartingWith("there is no pod log " + missing + ": ")
                    .message()
                    .doesNotContain("\n");
        }
    }

    private interface Call<T> {
        T call() throws IOException;
    }

    private static <T> CompletableFuture<T> inThread(Call<T> call) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return call.call();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Follows from the beginning until a line is {@code last}. */
    private CompletableFuture<String> follow(String last) {
        LogReader reader = LogReader.open(log, ReadOptions.all().following());
        return inThread(() -> {
            StringBuilder text = new StringBuilder();
            try (reader) {
                String line = "";
                while (!line.equals(last + "\n")) {
                    line = reader.next().orElseThrow().text();
                    text.append(line);
                }
                assertThat(reader.damaged()).isZero();
            }
            return text.toString();
        });
    }

    private LogDirectory files() {
        return new LogDirectory(temp);
    }

    private ConsoleLog open(int maxFiles) {
        return new LogFactory(clock).pod(log, new LogPolicy(new ByteSize(SIZE), maxFiles));
    }

    private String write(int lines, int longest) throws IOException {
        Random random = new Random(lines);
        StringBuilder guest = new StringBuilder();
        try (ConsoleLog writer = open(1000)) {
            for (int i = 0; i < lines; i++) {
                String line = i + " " + "\u20ac".repeat(random.nextInt(longest) / 3) + "\r\n";
                writer.append(GuestBytes.direct(line));
                guest.append(line);
            }
        }
        return guest.toString();
    }

    private List<String> texts(ReadOptions options) throws IOException {
        try (LogReader reader = LogReader.open(log, options)) {
            List<String> texts = rest(reader);
            assertThat(reader.next()).isEmpty();
            return texts;
        }
    }

    private static List<String> rest(LogReader reader) throws IOException {
        List<String> texts = new ArrayList<>();
        for (Optional<LogRecord> record = reader.next(); record.isPresent(); record = reader.next()) {
            texts.add(record.get().text());
        }
        return texts;
    }

    private String copy(ReadOptions options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogReader reader = LogReader.open(log, options)) {
            reader.copyTo(out);
        }
        return out.toString(UTF_8);
    }
}
