package io.contee.log.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.read.LogFixture.Format;
import io.contee.log.write.ConsoleLog;
import io.contee.log.write.FakeClock;
import io.contee.log.write.LogFactory;
import io.contee.model.ByteSize;
import io.contee.model.LogPolicy;
import io.contee.testing.Await;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers that follow while a log is rotated under them. */
@Timeout(120)
class FollowRotationTest {

    private static final int ROTATIONS = 1000;

    /** How far the writer may be ahead, in characters: a few files. */
    private static final int AHEAD = 1 << 20;

    private final Path temp;
    private final FakeClock clock = new FakeClock();

    FollowRotationTest(@TempDir Path temp) {
        this.temp = temp;
    }

    private static CompletableFuture<String> inThread(LogReader reader, String last) {
        return inThread(reader, last, new AtomicLong());
    }

    private static CompletableFuture<String> inThread(LogReader reader, String last, AtomicLong read) {
        return CompletableFuture.supplyAsync(() -> {
            try (reader) {
                String text = LogFixture.readTo(reader, last, read);
                assertThat(reader.drainNotices()).isEmpty();
                return text;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Equal, without 30 MB of text in a failure's message. */
    private static void assertSame(String read, String guest) {
        int difference = Arrays.mismatch(read.toCharArray(), guest.toCharArray());
        assertThat(difference)
                .as("where reading differs from %d characters", guest.length())
                .isEqualTo(-1);
    }

    /** Writes random lines in random pieces until the log has been rotated often enough, some files ahead of readers. */
    private String flood(ConsoleLog log, Path path, AtomicLong... read) throws IOException {
        Random random = new Random(7);
        StringBuilder guest = new StringBuilder();
        int rotations = 0;
        Object file = Files.getAttribute(path, "unix:ino");
        for (int i = 0; rotations < ROTATIONS; i++) {
            String text = i + " " + "y".repeat(random.nextInt(60_000)) + (random.nextInt(5) == 0 ? "" : "\n");
            for (AtomicLong reader : read) {
                Await.until("readers come after", () -> guest.length() - reader.get() < AHEAD);
            }
            guest.append(text);
            log.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            clock.advance(Duration.ofMillis(random.nextInt(3)));
            if (random.nextInt(10) == 0) {
                log.flushPartial();
            }
            Object now = Files.getAttribute(path, "unix:ino");
            rotations += now.equals(file) ? 0 : 1;
            file = now;
        }
        log.append(ByteBuffer.wrap("\nthe end\n".getBytes(StandardCharsets.UTF_8)));
        return guest + "\nthe end\n";
    }

    @Test
    void noLineOfAPodLogIsLostDoubledOrTornInAThousandRotations() throws Exception {
        Path path = temp.resolve("0.log");
        try (ConsoleLog log = new LogFactory(clock).pod(path, new LogPolicy(new ByteSize(128 << 10), 30))) {
            AtomicLong bytesRead = new AtomicLong();
            AtomicLong linesRead = new AtomicLong();
            CompletableFuture<String> bytes =
                    inThread(LogReader.open(path, ReadOptions.all().following()), "\nthe end\n", bytesRead);
            CompletableFuture<String> lines = inThread(
                    LogReader.open(path, ReadOptions.all().withWholeLines().following()), "\nthe end\n", linesRead);
            String guest = flood(log, path, bytesRead, linesRead);
            assertSame(bytes.get(), guest);
            assertSame(lines.get(), guest);
        }
    }

    @Test
    void noByteOfARawLogIsLostOrDoubledInAThousandRotations() throws Exception {
        Path path = temp.resolve("serial0.log");
        try (ConsoleLog log = new LogFactory(clock).raw(path, new LogPolicy(new ByteSize(128 << 10), 30))) {
            AtomicLong read = new AtomicLong();
            CompletableFuture<String> bytes =
                    inThread(LogReader.openRaw(path, ReadOptions.all().following(), () -> true), "\nthe end\n", read);
            String guest = flood(log, path, read);
            assertSame(bytes.get(), guest);
        }
    }

    @ParameterizedTest
    @EnumSource
    void oldFilesMayBeCompressedBesideIt(Format format) throws Exception {
        LogFixture log = new LogFixture(temp.resolve("0.log"), format);
        log.write(clock.instant(), "begin\n");
        CompletableFuture<String> followed =
                inThread(LogReader.open(log.log, ReadOptions.all().following()), "the end\n");
        StringBuilder guest = new StringBuilder("begin\n");
        Deque<Path> old = new ArrayDeque<>();
        for (int i = 0; i < 300; i++) {
            clock.advance(Duration.ofMillis(1));
            for (String content : new String[] {"line " + i, " goes on\n", "more\n"}) {
                guest.append(content);
                log.write(clock.instant(), content);
            }
            old.addLast(log.rotate());
            if (i % 3 == 0) {
                LogFixture.compress(old.removeFirst());
            }
        }
        log.write(clock.instant(), "the end\n");
        assertThat(followed.get()).isEqualTo(guest + "the end\n");
    }

    @Test
    void aFileThatIsCompressedWhileItIsReadIsReadOnce() throws Exception {
        LogFixture log = new LogFixture(temp.resolve("0.log"), Format.CRI);
        log.write(clock.instant(), "one\n");
        log.write(clock.instant(), "two\n");
        try (LogReader reader = LogReader.open(log.log, ReadOptions.all().following())) {
            assertThat(LogFixture.readTo(reader, "one\n")).isEqualTo("one\n");
            LogFixture.compress(log.rotate());
            log.write(clock.instant(), "three\n");
            LogFixture.compress(log.rotate());
            log.write(clock.instant(), "four\n");
            assertThat(LogFixture.readTo(reader, "four\n")).isEqualTo("two\nthree\nfour\n");
            assertThat(reader.drainNotices()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void aReaderThatIsTooSlowLearnsThatFilesAreGone(int rotations) throws Exception {
        LogFixture log = new LogFixture(temp.resolve("0.log"), Format.JSON);
        log.write(clock.instant(), "one\n");
        try (LogReader reader = LogReader.open(log.log, ReadOptions.all().following())) {
            assertThat(LogFixture.readTo(reader, "one\n")).isEqualTo("one\n");
            for (int i = 0; i < rotations; i++) {
                log.write(clock.instant(), "lost\n");
                Files.delete(log.rotate());
            }
            log.write(clock.instant(), "last\n");
            assertThat(LogFixture.readTo(reader, "last\n")).isEqualTo("lost\nlast\n");
            assertThat(reader.drainNotices())
                    .containsExactly("output may be missing after " + FakeClock.START
                            + ": files were deleted before they were read");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatIsCutInItsPlaceIsReadAgain(Format format) throws Exception {
        LogFixture log = new LogFixture(temp.resolve("0.log"), format);
        log.write(clock.instant(), "one\n");
        try (LogReader reader = LogReader.open(log.log, ReadOptions.all().following())) {
            assertThat(LogFixture.readTo(reader, "one\n")).isEqualTo("one\n");
            Files.write(log.log, new byte[0]);
            clock.advance(Duration.ofSeconds(1));
            log.write(clock.instant(), "two, and longer than the first was\n");
            assertThat(LogFixture.readTo(reader, "was\n")).isEqualTo("two, and longer than the first was\n");
            assertThat(reader.drainNotices())
                    .anySatisfy(notice -> assertThat(notice).endsWith(": the file was cut"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPromptIsReadBeforeItsLineEnds(Format format) throws Exception {
        LogFixture log = new LogFixture(temp.resolve("0.log"), format);
        log.write(clock.instant(), "login: ");
        try (LogReader reader = LogReader.open(log.log, ReadOptions.all().following())) {
            assertThat(LogFixture.readTo(reader, "login: ")).isEqualTo("login: ");
            log.write(clock.instant(), "root\n");
            assertThat(LogFixture.readTo(reader, "\n")).isEqualTo("root\n");
        }
    }

    @Test
    void theReaderFlushesWhenNothingMoreIsThere() throws Exception {
        LogFixture log = new LogFixture(temp.resolve("0.log"), Format.JSON);
        log.write(clock.instant(), "login: ");
        ByteArrayOutputStream flushed = new ByteArrayOutputStream();
        LogReader reader = LogReader.open(log.log, ReadOptions.all().following());
        CompletableFuture<Void> copying = CompletableFuture.runAsync(() -> {
            try {
                reader.copyTo(new BufferedOutputStream(flushed));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Await.until("the prompt is flushed", () -> flushed.size() == 7);
        reader.close();
        copying.get();
    }
}
