package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.format.GuestBytes;
import io.contee.log.read.LogCursor;
import io.contee.log.read.LogDirectory;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.LogFileMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Includes the cases of libvirt's tests/virrotatingfiletest.c. */
class RawLogTest {

    private static final String TWO_LINES = """
            The quick brown fox jumps over the lazy dog
            The wizard quickly jinxed the gnomes before they vaporized
            """;

    private final Path temp;
    private final FakeClock clock = new FakeClock();
    private final FaultyDisk disk = new FaultyDisk();

    RawLogTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void writesToANewFile() throws IOException {
        try (RawLog log = open(1024, 2)) {
            assertSizes(0, -1, -1);
            log.append(filler(512));
            assertSizes(512, -1, -1);
        }
    }

    @Test
    void continuesAnExistingFileAndFillsItToTheLimit() throws IOException {
        write("log", 512);
        try (RawLog log = open(1024, 2)) {
            assertSizes(512, -1, -1);
            log.append(filler(512));
            assertSizes(1024, -1, -1);
        }
    }

    @Test
    void beginsAnExistingFileAnewWhereThatIsAskedFor() throws IOException {
        write("log", 512);
        try (RotatingFile file = RotatingFile.open(
                temp.resolve("log"), new FileRules(1024, 2), new NumberedBackups(temp.resolve("log"), 2), disk)) {
            file.truncate(0);
            assertSizes(0, -1, -1);
            file.write(filler(512));
            assertSizes(512, -1, -1);
        }
    }

    @Test
    void readsOneFile() throws IOException {
        Files.writeString(temp.resolve("log"), "one\n");
        assertThat(read(ReadOptions.all())).isEqualTo("one\n");
    }

    @Test
    void readsAllFilesFromTheOldestOn() throws IOException {
        Files.writeString(temp.resolve("log.1"), "one\n");
        Files.writeString(temp.resolve("log.0"), "two\n");
        Files.writeString(temp.resolve("log"), "three\n");
        assertThat(read(ReadOptions.all())).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void readsOnFromAPlaceInTheMiddleOfAnOldFile() throws IOException {
        Files.writeString(temp.resolve("log.0"), "one\ntwo\nthree\n");
        Files.writeString(temp.resolve("log"), "four\n");
        LogCursor middle;
        try (LogReader reader = LogReader.openRaw(temp.resolve("log"), ReadOptions.all(), () -> false)) {
            reader.next();
            middle = reader.cursor();
        }
        assertThat(read(ReadOptions.all().withCursor(middle))).isEqualTo("two\nthree\nfour\n");
    }

    @Test
    void readsFilesOfAFewBytesAndEmptyOnes() throws IOException {
        Files.writeString(temp.resolve("log.2"), "a");
        Files.writeString(temp.resolve("log.1"), "");
        Files.writeString(temp.resolve("log.0"), "b");
        Files.writeString(temp.resolve("log"), "c");
        assertThat(read(ReadOptions.all())).isEqualTo("abc");
    }

    private String read(ReadOptions options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogReader reader = LogReader.openRaw(temp.resolve("log"), options, () -> false)) {
            reader.copyTo(out);
        }
        return out.toString(StandardCharsets.US_ASCII);
    }

    @Test
    void keepsNoOldFileWhereNoneIsWanted() throws IOException {
        try (RawLog log = open(200, 0)) {
            log.append(filler(512));
            assertSizes(112, -1, -1);
        }
    }

    @Test
    void rollsOverOnce() throws IOException {
        try (RawLog log = open(1024, 2)) {
            for (int i = 0; i < 3; i++) {
                log.append(filler(512));
            }
            assertSizes(512, 1024, -1);
        }
    }

    @Test
    void rollsOverAnExistingFile() throws IOException {
        write("log", 768);
        try (RawLog log = open(1024, 2)) {
            log.append(filler(512));
            assertSizes(256, 1024, -1);
        }
    }

    @Test
    void rollsOverManyTimes() throws IOException {
        try (RawLog log = open(1024, 2)) {
            for (int i = 0; i < 7; i++) {
                log.append(filler(512));
            }
            assertSizes(512, 1024, 1024);
        }
    }

    @Test
    void rollsOverAtALineBreakNearTheLimit() throws IOException {
        write("log", 100);
        try (RawLog log = open(160, 2)) {
            log.append(GuestBytes.direct(TWO_LINES));
            assertSizes(59, 144, -1);
        }
    }

    @Test
    void rollsOverAFileLargerThanTheLimitBeforeItWrites() throws IOException {
        write("log", 200);
        try (RawLog log = open(160, 2)) {
            assertSizes(200, -1, -1);
            log.append(GuestBytes.direct(TWO_LINES));
            assertSizes(103, 200, -1);
        }
    }

    @ParameterizedTest
    @CsvSource({"79,121", "80,200", "81,200"})
    void looksForALineBreakNoFurtherThan80BytesBack(int after, int firstFile) throws IOException {
        try (RawLog log = open(200, 1)) {
            byte[] bytes = filler(300).array();
            bytes[200 - after - 1] = '\n';
            log.append(ByteBuffer.wrap(bytes));
            assertThat(files().size("log.0")).isEqualTo(firstFile);
        }
    }

    @Test
    void aLineThatBeginsNearTheLimitBeginsTheNextFile() throws IOException {
        try (RawLog log = open(200, 1)) {
            log.append(GuestBytes.direct("x".repeat(149) + "\n"));
            log.append(GuestBytes.direct("y".repeat(99) + "\n"));
            assertSizes(100, 150, -1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,100,3", "2,1000,0", "3,160,1", "4,5000,5", "5,81,2", "6,1,2"})
    void holdsTheLatestBytesWithinTheLimitAtEveryInstant(long seed, int maxSize, int maxFiles) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        long limit = (long) maxSize * (1 + maxFiles);
        RawLog log = open(maxSize, maxFiles);
        for (int i = 0; i < 200; i++) {
            byte[] bytes = GuestBytes.random(random, random.nextInt(3 * maxSize));
            all.writeBytes(bytes);
            ByteBuffer output = GuestBytes.direct(bytes, 0, bytes.length);
            log.append(output);
            assertThat(output.hasRemaining()).isFalse();
            if (random.nextInt(20) == 0) {
                log.close();
                log = open(maxSize, maxFiles);
            }
            assertThat(files().sum()).isLessThanOrEqualTo(limit);
            assertThat(files().names())
                    .allSatisfy(name -> assertThat(files().size(name)).isLessThanOrEqualTo(maxSize));
            byte[] kept = content(maxFiles);
            assertThat(kept).isEqualTo(Arrays.copyOfRange(all.toByteArray(), all.size() - kept.length, all.size()));
        }
        log.close();
        assertThat(files().names()).hasSize(maxFiles + 1);
    }

    @Test
    void deletesWhatALargerLimitLeft() throws IOException {
        for (int i = 0; i < 12; i++) {
            write("log." + i, 100);
        }
        write("log.old", 1);
        write("log", 100);
        open(100, 2).close();
        assertThat(files().names()).containsExactly("log", "log.0", "log.1", "log.old");
    }

    @Test
    void deletesTheOldestOfFilesThatAreTogetherTooLarge() throws IOException {
        write("log.1", 150);
        write("log.0", 150);
        write("log", 90);
        try (RawLog log = open(100, 2)) {
            assertThat(files().names()).containsExactly("log", "log.0");
            log.append(filler(20));
            assertSizes(10, 100, 150);
        }
    }

    @Test
    void filesAreForTheGroupToRead() throws IOException {
        Path path = temp.resolve("a/b/log");
        RotatingFile.open(
                        path, new FileRules(100, 2), new NumberedBackups(path, 2), new FileAccess(LogFileMode.DEFAULT))
                .close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("a/b/log"))))
                .isEqualTo("rw-r-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("a"))))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void aSymbolicLinkIsNotFollowed() throws IOException {
        Files.createSymbolicLink(temp.resolve("log"), temp.resolve("elsewhere"));
        assertThatThrownBy(() -> open(100, 2))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("symbolic link");
        assertThat(temp.resolve("elsewhere")).doesNotExist();
    }

    @Test
    void goesOnAtItsPathWhenTheFileIsRenamedOrRemoved() throws IOException {
        try (RawLog log = open(1000, 2)) {
            log.append(filler(10));
            Files.move(temp.resolve("log"), temp.resolve("moved"));
            log.append(filler(20));
            clock.advance(Duration.ofSeconds(1));
            log.append(filler(30));
            assertThat(files().size("moved")).isEqualTo(30);
            assertThat(files().size("log")).isEqualTo(30);
            Files.delete(temp.resolve("log"));
            log.reopen();
            assertThat(files().size("log")).isZero();
        }
    }

    @Test
    void marksAGapOnALineOfItsOwn() throws IOException {
        try (RawLog log = open(1000, 2)) {
            log.append(GuestBytes.direct("abc"));
            log.markGap(1234, clock.instant());
            log.markGap(1, clock.instant());
        }
        assertThat(files().text("log")).isEqualTo("""
                        abc
                        [contee: 1234 bytes lost at 2026-11-21T02:03:04.123Z]
                        [contee: 1 bytes lost at 2026-11-21T02:03:04.123Z]
                        """);
    }

    @Test
    void aFailedAppendReportsWhatWasWrittenAndTheRestMayFollow() throws IOException {
        try (RawLog log = open(1000, 2)) {
            disk.room = 700;
            ByteBuffer output = filler(1200);
            assertThatThrownBy(() -> log.append(output)).hasMessageContaining("No space");
            assertThat(output.remaining()).isEqualTo(500);
            disk.room = 10_000;
            log.append(output);
            assertSizes(200, 1000, -1);
        }
    }

    @Test
    void closesOnceAndStaysClosed() throws IOException {
        RawLog log = open(100, 2);
        log.close();
        log.close();
        assertThatThrownBy(() -> log.append(filler(1))).isInstanceOf(IOException.class);
    }

    private RawLog open(long maxSize, int maxFiles) throws IOException {
        return open(temp.resolve("log"), maxSize, maxFiles);
    }

    private RawLog open(Path path, long maxSize, int maxFiles) throws IOException {
        Backups backups = new NumberedBackups(path, maxFiles);
        return new RawLog(RotatingFile.open(path, new FileRules(maxSize, maxFiles), backups, disk), clock);
    }

    private LogDirectory files() {
        return new LogDirectory(temp);
    }

    private byte[] content(int maxFiles) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int i = maxFiles - 1; i >= 0; i--) {
            if (Files.exists(temp.resolve("log." + i))) {
                content.writeBytes(files().bytes("log." + i));
            }
        }
        content.writeBytes(files().bytes("log"));
        return content.toByteArray();
    }

    private void write(String name, int size) throws IOException {
        Files.write(temp.resolve(name), filler(size).array());
    }

    private static ByteBuffer filler(int size) {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) 0x5e);
        return ByteBuffer.wrap(bytes);
    }

    private void assertSizes(long current, long newest, long older) {
        assertThat(size("log")).isEqualTo(current);
        assertThat(size("log.0")).isEqualTo(newest);
        assertThat(size("log.1")).isEqualTo(older);
    }

    private long size(String name) {
        return Files.exists(temp.resolve(name)) ? files().size(name) : -1;
    }
}
