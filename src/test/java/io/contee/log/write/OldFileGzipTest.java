package io.contee.log.write;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.contee.log.format.Formats;
import io.contee.log.format.GuestBytes;
import io.contee.log.format.LogBuffers;
import io.contee.log.read.LogDirectory;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.LineEnd;
import io.contee.model.LogFormat;
import io.contee.model.LogRotation;
import io.contee.model.LogSync;
import io.contee.stats.LogCounters;
import io.contee.testing.LogCapture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OldFileGzipTest {

    private static final int SIZE = 256 << 10;

    private final Path temp;
    private final FakeClock clock = new FakeClock();
    private final FaultyDisk disk = new FaultyDisk();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    OldFileGzipTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void oldFilesTakeLessRoomAndReadAsBefore() throws IOException {
        try (ConsoleLog log = raw(3)) {
            print(log, "x".repeat(2 * SIZE) + "the last");
            FileTime written = FileTime.from(Instant.parse("2026-11-20T00:00:00Z"));
            Files.setLastModifiedTime(temp.resolve("log.1"), written);
            compress();
            assertThat(names()).isEqualTo("log log.0.gz log.1.gz");
            assertThat(Files.getLastModifiedTime(temp.resolve("log.1.gz"))).isEqualTo(written);
            assertThat(read()).isEqualTo(printed.toString(ISO_8859_1));
            print(log, "y".repeat(SIZE));
            assertThat(names()).isEqualTo("log log.0 log.1.gz log.2.gz");
            print(log, "z".repeat(SIZE));
            compress();
            assertThat(names()).isEqualTo("log log.0.gz log.1.gz log.2.gz");
            assertThat(files().sum()).isLessThan(SIZE);
            assertThat(read()).isEqualTo(printed.toString(ISO_8859_1).substring(SIZE));
        }
    }

    @Test
    void nothingIsBesideAPodLogButItsOldFiles() throws IOException {
        Path path = temp.resolve("0.log");
        FileRules rules = new FileRules(SIZE, 5, LogRotation.SIZE, LogSync.NEVER, true);
        RotatingFile file = RotatingFile.open(
                path,
                rules,
                new StampedBackups(path, 5, clock),
                disk,
                LogQuota.unlimited(),
                tasks::add,
                new LogCounters());
        disk.afterWrite = () -> assertThat(files().names())
                .allMatch(name ->
                        !name.startsWith("0.log") || name.matches("0\\.log(\\.\\d{8}-\\d{6}(_\\d{4})?(\\.gz)?)?"));
        try (ConsoleLog log = new RecordLog(
                Formats.of(LogFormat.CRI, LineEnd.KEEP), ThreadLocal.withInitial(LogBuffers::new), file, SIZE, clock)) {
            for (int i = 0; i < 50; i++) {
                print(log, "x".repeat(SIZE / 10) + "\n");
                compress();
            }
        }
        assertThat(files().names())
                .hasSize(6)
                .filteredOn(name -> name.endsWith(".gz"))
                .hasSize(5);
        try (LogReader reader = LogReader.open(path, ReadOptions.all())) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            reader.copyTo(out);
            assertThat(printed.toString(ISO_8859_1)).isEqualTo(out.toString(ISO_8859_1));
            assertThat(reader.damaged()).isZero();
        }
    }

    /** The guest prints in the middle of the compressing, as it does where each has its thread. */
    @ParameterizedTest
    @CsvSource({"1,1,4", "2,2,4", "3,3,16", "4,1,256", "5,3,256", "6,2,256", "7,5,16"})
    void theLimitHoldsAtEveryInstantAndNothingIsLostOnTheWay(long seed, int maxFiles, int kinds) throws IOException {
        Random random = new Random(seed);
        boolean compressed = false;
        try (ConsoleLog log = raw(maxFiles)) {
            boolean[] printing = {false};
            disk.afterWrite = () -> {
                assertThat(files().sum()).isLessThanOrEqualTo((long) SIZE * (1 + maxFiles));
                if (!printing[0] && random.nextInt(3) == 0) {
                    printing[0] = true;
                    printRandom(log, random, kinds);
                    printing[0] = false;
                }
            };
            for (int i = 0; i < 60; i++) {
                printing[0] = true;
                printRandom(log, random, kinds);
                printing[0] = false;
                if (random.nextInt(3) == 0) {
                    compress();
                    compressed |= names().contains(".gz");
                }
                assertThat(printed.toString(ISO_8859_1)).endsWith(read());
            }
        }
        assertThat(compressed).isEqualTo(kinds < 256);
        assertThat(read().length()).isGreaterThan(SIZE * maxFiles - 100);
    }

    private void printRandom(ConsoleLog log, Random random, int kinds) {
        byte[] bytes = new byte[random.nextInt(SIZE / 2)];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) random.nextInt(kinds);
        }
        print(log, new String(bytes, ISO_8859_1));
    }

    @Test
    void whatAKillLeftIsRemovedAndTheRestDoneAtTheNextStart() throws IOException {
        Files.writeString(temp.resolve(".log.gz"), "not whole");
        Files.writeString(temp.resolve("log.0"), "whole in both forms");
        Files.writeString(temp.resolve("log.0.gz"), "as if it were compressed");
        Files.writeString(temp.resolve("log.1"), "not done ".repeat(100));
        try (ConsoleLog log = raw(3)) {
            assertThat(names()).isEqualTo("log log.0.gz log.1");
            print(log, "more");
            compress();
            assertThat(names()).isEqualTo("log log.0.gz log.1.gz");
        }
    }

    @Test
    void aLogThatIsClosedLeavesItsFilesAlone() throws IOException {
        ConsoleLog log = raw(3);
        print(log, "x".repeat(SIZE + 1));
        log.close();
        compress();
        assertThat(names()).isEqualTo("log log.0");
        ConsoleLog again = raw(3);
        disk.afterWrite = () -> close(again); // in the middle
        compress();
        assertThat(names()).isEqualTo("log log.0");
    }

    @Test
    void aFullDiskLeavesTheFilesAsTheyAreAndIsReportedOnce() throws IOException {
        try (LogCapture told = new LogCapture(OldFileGzip.class);
                ConsoleLog log = raw(3)) {
            print(log, "x".repeat(2 * SIZE + 1));
            disk.room = 5;
            compress();
            log.reopen();
            disk.room = Long.MAX_VALUE;
            print(log, "x".repeat(SIZE));
            disk.room = 5;
            compress();
            assertThat(names()).isEqualTo("log log.0 log.1 log.2");
            assertThat(told.texts(Level.WARN))
                    .containsExactly(
                            temp.resolve("log") + ": its old files are not compressed: No space left on device");
            disk.room = Long.MAX_VALUE;
            print(log, "x".repeat(SIZE));
            compress();
            assertThat(names()).isEqualTo("log log.0.gz log.1.gz log.2.gz");
        }
    }

    private static void close(ConsoleLog log) {
        try {
            log.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void print(ConsoleLog log, String text) {
        printed.writeBytes(text.getBytes(ISO_8859_1));
        try {
            byte[] bytes = text.getBytes(ISO_8859_1);
            log.append(GuestBytes.direct(bytes, 0, bytes.length));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void compress() {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
    }

    private ConsoleLog raw(int maxFiles) throws IOException {
        Path path = temp.resolve("log");
        FileRules rules = new FileRules(SIZE, maxFiles, LogRotation.SIZE, LogSync.NEVER, true);
        RotatingFile file = RotatingFile.open(
                path,
                rules,
                new NumberedBackups(path, maxFiles),
                disk,
                LogQuota.unlimited(),
                tasks::add,
                new LogCounters());
        return new RawLog(file, clock);
    }

    /** What a reader finds. */
    private String read() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogReader reader = LogReader.openRaw(temp.resolve("log"), ReadOptions.all(), () -> false)) {
            reader.copyTo(out);
        }
        return out.toString(ISO_8859_1);
    }

    private String names() {
        return String.join(" ", files().names());
    }

    private LogDirectory files() {
        return new LogDirectory(temp);
    }
}
