package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.format.Formats;
import io.contee.log.format.GuestBytes;
import io.contee.log.format.LogBuffers;
import io.contee.log.format.LogRecord;
import io.contee.log.read.LogDirectory;
import io.contee.model.LineEnd;
import io.contee.model.LogFileMode;
import io.contee.model.LogFormat;
import io.contee.model.LogRotation;
import io.contee.model.LogSync;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What policies do besides limiting sizes. */
class LogPolicyTest {

    private static final int SIZE = 128 << 10;

    private final Path temp;
    private final FakeClock clock = new FakeClock();
    private final FaultyDisk disk = new FaultyDisk();

    LogPolicyTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @ParameterizedTest
    @CsvSource({"HOURLY,PT56M56S", "DAILY,PT21H56M56S"})
    void aNewHourOrDayBeginsAFileWithItsFirstOutput(LogRotation rotate, Duration untilNext) throws IOException {
        try (ConsoleLog log = raw(new FileRules(SIZE, 5, rotate, LogSync.NEVER))) {
            log.append(GuestBytes.direct("one\n"));
            clock.advance(untilNext.minusSeconds(1));
            log.append(GuestBytes.direct("two\n"));
            clock.advance(Duration.ofSeconds(1));
            assertThat(files().names()).containsExactly("log");
            log.append(GuestBytes.direct("three\n"));
            clock.advance(Duration.ofDays(3));
            log.append(GuestBytes.direct("four\n"));
            log.append(GuestBytes.direct("x".repeat(SIZE)));
        }
        assertThat(files().text("log.2")).isEqualTo("one\ntwo\n");
        assertThat(files().text("log.1")).isEqualTo("three\n");
        assertThat(files().text("log.0")).startsWith("four\n").hasSizeLessThanOrEqualTo(SIZE);
    }

    @Test
    void aLogOfYesterdayIsAnOldFileOnceItGoesOn() throws IOException {
        Files.writeString(temp.resolve("log"), "old\n");
        Files.setLastModifiedTime(
                temp.resolve("log"), FileTime.from(clock.instant().minus(Duration.ofDays(1))));
        try (ConsoleLog log = raw(new FileRules(SIZE, 5, LogRotation.DAILY, LogSync.NEVER))) {
            log.append(GuestBytes.direct("new\n"));
        }
        assertThat(files().text("log.0")).isEqualTo("old\n");
        assertThat(files().text("log")).isEqualTo("new\n");
    }

    @Test
    void aLineThatIsOpenEndsBeforeTheHourBeginsItsFile() throws IOException {
        try (ConsoleLog log = pod(new FileRules(SIZE, 5, LogRotation.HOURLY, LogSync.NEVER))) {
            log.append(GuestBytes.direct("login: "));
            log.flushPartial();
            clock.advance(Duration.ofHours(1));
            log.append(GuestBytes.direct("root\n"));
            log.append(GuestBytes.direct("welcome\n"));
        }
        assertThat(files().names()).containsExactly("log", "log.20261121-030304");
        assertThat(files().records("log.20261121-030304", Formats.of(LogFormat.CRI, LineEnd.KEEP)))
                .extracting(LogRecord::text)
                .containsExactly("login: ", "root\n");
    }

    @Test
    void aFullLogIsEmptiedInItsPlaceWhereThatIsAskedFor() throws IOException {
        Files.writeString(temp.resolve("log.0"), "left by another policy");
        try (ConsoleLog log = raw(new FileRules(SIZE, 0, LogRotation.TRUNCATE, LogSync.NEVER))) {
            Object key = Files.getAttribute(temp.resolve("log"), "unix:ino");
            Random random = new Random(1);
            for (int i = 0; i < 50; i++) {
                log.append(GuestBytes.direct("x".repeat(random.nextInt(30_000)) + "\n"));
                assertThat(files().sum()).isLessThanOrEqualTo(SIZE);
                assertThat(files().names()).containsExactly("log");
            }
            log.append(GuestBytes.direct("last\n"));
            assertThat(files().text("log")).endsWith("\nlast\n");
            assertThat(Files.getAttribute(temp.resolve("log"), "unix:ino")).isEqualTo(key);
        }
    }

    @Test
    void eachPieceOfOutputIsForcedToTheDiskWhereThatIsAskedFor() throws IOException {
        try (ConsoleLog log = raw(new FileRules(SIZE, 1, LogRotation.SIZE, LogSync.RECORD))) {
            for (int i = 1; i < 4; i++) {
                log.append(GuestBytes.direct("line\n"));
                assertThat(disk.forced).isEqualTo(i);
            }
            assertThat(log.hasPartial()).isFalse();
        }
    }

    @Test
    void outputIsForcedToTheDiskWhenItsPartialLineIsDueWhereThatIsAskedFor() throws IOException {
        for (ConsoleLog log : new ConsoleLog[] {
            raw(new FileRules(SIZE, 1, LogRotation.SIZE, LogSync.INTERVAL)),
            pod(new FileRules(SIZE, 1, LogRotation.SIZE, LogSync.INTERVAL))
        }) {
            disk.forced = 0;
            log.append(GuestBytes.direct("line\n"));
            assertThat(disk.forced).isZero();
            assertThat(log.hasPartial()).isTrue();
            log.flushPartial();
            assertThat(disk.forced).isEqualTo(1);
            assertThat(log.hasPartial()).isFalse();
            log.append(GuestBytes.direct("line\n"));
            log.close();
            assertThat(disk.forced).isEqualTo(2);
            Files.delete(temp.resolve("log"));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "NEVER")
    void nothingIsForcedToTheDiskUnasked(LogSync sync) throws IOException {
        try (ConsoleLog log = raw(new FileRules(SIZE, 1, LogRotation.SIZE, sync))) {
            log.append(GuestBytes.direct("x".repeat(3 * SIZE)));
            assertThat(log.hasPartial()).isFalse();
        }
        assertThat(disk.forced).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0640,rw-r-----,rwxr-x---", "0666,rw-rw-rw-,rwxr-xr-x", "0600,rw-------,rwx------"})
    void filesAndDirectoriesHaveTheModeAskedForWhateverTheUmask(String mode, String file, String directory)
            throws IOException {
        FileAccess access =
                new FileAccess(new LogFileMode(LogFileMode.parseBits(mode), Optional.empty(), Optional.empty()));
        Path path = temp.resolve("a/b/log");
        access.open(path).close();
        access.open(path).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo(file);
        for (String made : new String[] {"a", "a/b"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve(made))))
                    .isEqualTo(directory);
        }
    }

    @Test
    void filesHaveTheOwnerAskedFor() throws IOException {
        Files.writeString(temp.resolve("mine"), "");
        String owner = Files.getOwner(temp.resolve("mine")).getName();
        new FileAccess(new LogFileMode(0640, Optional.of(owner), Optional.empty()))
                .open(temp.resolve("log"))
                .close();
        assertThat(Files.getOwner(temp.resolve("log")).getName()).isEqualTo(owner);
        assertThatThrownBy(() -> new FileAccess(new LogFileMode(0640, Optional.of("no-such-user"), Optional.empty()))
                        .open(temp.resolve("other")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void timesAreThoseOfFirstBytesAndNeverGoBackAcrossAStart() throws IOException {
        Instant start = clock.instant();
        try (ConsoleLog log = pod(new FileRules(SIZE, 1))) {
            log.append(GuestBytes.direct("on"));
            clock.advance(Duration.ofSeconds(2));
            log.append(GuestBytes.direct("e\ntwo\n"));
        }
        clock.advance(Duration.ofSeconds(-5));
        try (ConsoleLog log = pod(new FileRules(SIZE, 1))) {
            log.append(GuestBytes.direct("three\n"));
        }
        assertThat(files().records("log", Formats.of(LogFormat.CRI, LineEnd.KEEP)))
                .extracting(LogRecord::time)
                .containsExactly(start, start.plusSeconds(2), start.plusSeconds(2));
    }

    private ConsoleLog raw(FileRules rules) throws IOException {
        Path path = temp.resolve("log");
        return new RawLog(RotatingFile.open(path, rules, new NumberedBackups(path, rules.maxFiles()), disk), clock);
    }

    private ConsoleLog pod(FileRules rules) throws IOException {
        Path path = temp.resolve("log");
        RotatingFile file = RotatingFile.open(path, rules, new StampedBackups(path, rules.maxFiles(), clock), disk);
        ThreadLocal<LogBuffers> memory = ThreadLocal.withInitial(LogBuffers::new);
        return new RecordLog(Formats.of(LogFormat.CRI, LineEnd.STRIP), memory, file, rules.maxSize(), clock);
    }

    private LogDirectory files() {
        return new LogDirectory(temp);
    }
}
