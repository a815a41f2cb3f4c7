package io.contee.log.write;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.format.Formats;
import io.contee.log.format.GuestBytes;
import io.contee.log.format.LogBuffers;
import io.contee.log.format.LogRecord;
import io.contee.log.format.RecordFormat;
import io.contee.log.read.LogDirectory;
import io.contee.model.LineEnd;
import io.contee.model.LogFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordLogTest {

    private static final int SIZE = 128 << 10;

    private final Path temp;
    private final FakeClock clock = new FakeClock();
    private final FaultyDisk disk = new FaultyDisk();
    private final ThreadLocal<LogBuffers> memory = ThreadLocal.withInitial(LogBuffers::new);
    private int faults;

    RecordLogTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void aPromptIsWrittenWhenItIsFlushedAndNotBefore() throws IOException {
        RecordLog log = open(SIZE, 2);
        log.append(GuestBytes.direct("boot\r\nlogin: "));
        assertThat(texts("0.log")).containsExactly("boot\r\n");
        assertThat(log.hasPartial()).isTrue();
        log.flushPartial();
        assertThat(log.hasPartial()).isFalse();
        assertThat(texts("0.log")).containsExactly("boot\r\n", "login: ");
        log.flushPartial();
        log.append(GuestBytes.direct("root"));
        log.close();
        log.close();
        assertThat(texts("0.log")).containsExactly("boot\r\n", "login: ", "root");
    }

    @Test
    void logsOfOneThreadShareBuffersAndNeverMix() throws IOException {
        try (RecordLog one = open("1.log", SIZE, 2);
                RecordLog two = open("2.log", SIZE, 2)) {
            for (int i = 0; i < 100; i++) {
                one.append(GuestBytes.direct("one " + i));
                two.append(GuestBytes.direct("two " + i + "\n" + "\u20ac"));
                one.append(GuestBytes.direct("\n"));
            }
        }
        assertThat(texts("1.log")).hasSize(100).allMatch(text -> text.matches("one \\d+\n"));
        assertThat(texts("2.log")).hasSize(101).allMatch(text -> text.matches("\u20ac?(two \\d+\n)?"));
    }

    @Test
    void timesAreHeldWhereTheClockGoesBackALittle() throws IOException {
        try (RecordLog log = open(SIZE, 2)) {
            log.append(GuestBytes.direct("one\n"));
            clock.advance(RecordLog.HELD_STEP.negated());
            log.append(GuestBytes.direct("two\n"));
        }
        try (RecordLog log = open(SIZE, 2)) {
            log.append(GuestBytes.direct("three\n"));
            clock.advance(RecordLog.HELD_STEP.plusSeconds(1));
            log.append(GuestBytes.direct("four\n"));
        }
        Instant start = FakeClock.START;
        assertThat(files().records("0.log"))
                .extracting(LogRecord::time)
                .containsExactly(start, start, start, start.plusSeconds(1));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClockThatWasSetBackBeginsANewFileAtTheNextLine(boolean reopened) throws IOException {
        RecordLog log = open(SIZE, 2);
        log.append(GuestBytes.direct("wrong\nlogin: "));
        if (reopened) {
            log.close();
            log = open(SIZE, 2);
        }
        clock.advance(RecordLog.HELD_STEP.plusMillis(1).negated());
        log.append(GuestBytes.direct("root\nright\n"));
        log.markGap(1, clock.instant());
        log.close();
        assertThat(texts(chronological().get(0)))
                .containsExactlyElementsOf(
                        reopened ? List.of("wrong\n", "login: ", "root\n") : List.of("wrong\n", "login: root\n"));
        assertThat(files().records("0.log"))
                .extracting(LogRecord::time)
                .containsExactly(clock.instant(), clock.instant());
        assertThat(texts("0.log").get(0)).isEqualTo("right\n");
    }

    @Test
    void outputWithoutALineEndFollowsAClockThatWasSetBackToo() throws IOException {
        try (RecordLog log = open(SIZE, 2)) {
            log.append(GuestBytes.direct("10%\r"));
            clock.advance(Duration.ofDays(-30));
            log.append(GuestBytes.direct("20%\r"));
        }
        assertThat(texts(chronological().get(0))).containsExactly("10%\r");
        assertThat(files().records("0.log")).extracting(LogRecord::time).containsExactly(clock.instant());
    }

    @Test
    void aLogThatKeepsNoOldFileLosesNothingToAClockThatWasSetBack() throws IOException {
        try (RecordLog log = open(SIZE, 0)) {
            log.append(GuestBytes.direct("wrong\n"));
            clock.advance(Duration.ofDays(-30));
            log.append(GuestBytes.direct("right\n"));
        }
        assertThat(texts("0.log")).containsExactly("wrong\n", "right\n");
        assertThat(files().records("0.log").get(1).time()).isEqualTo(clock.instant());
    }

    @ParameterizedTest
    @CsvSource({"1,131072,3", "2,131072,0", "3,131072,1", "4,160000,5", "5,140000,2"})
    void filesHoldTheMostWholeLinesThatFitAndNoMoreThanTheLimit(long seed, int maxSize, int maxFiles)
            throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        RecordLog log = open(maxSize, maxFiles);
        for (int i = 0; i < 150; i++) {
            byte[] bytes = GuestBytes.random(random, random.nextInt(random.nextInt(20) == 0 ? 60_000 : 4000));
            all.writeBytes(bytes);
            log.append(GuestBytes.direct(bytes, 0, bytes.length));
            if (random.nextInt(30) == 0) {
                log.append(GuestBytes.direct("\n"));
                all.write('\n');
                log.close();
                log = open(maxSize, maxFiles);
            }
            clock.advance(Duration.ofMillis(random.nextInt(900)));
            assertThat(files().sum()).isLessThanOrEqualTo((long) maxSize * (1 + maxFiles));
        }
        log.close();
        List<String> names = chronological();
        assertThat(names).hasSize(1 + maxFiles);
        StringBuilder kept = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            kept.append(String.join("", texts(names.get(i))));
            if (i + 1 < names.size()) {
                assertThat(kept).endsWith("\n");
                String next = new String(files().bytes(names.get(i + 1)), ISO_8859_1);
                int line = next.indexOf("\\n\",\"stream\"");
                assertThat(files().size(names.get(i)) + next.indexOf('\n', line) + 1)
                        .isGreaterThan(maxSize);
            }
        }
        assertThat(GuestBytes.decoded(all.toByteArray())).endsWith(kept.toString());
    }

    @Test
    void aPromptAndItsAnswerStayInOneFile() throws IOException {
        try (RecordLog log = open(SIZE, 50)) {
            for (int i = 0; i < 1000; i++) {
                log.append(GuestBytes.direct("login: "));
                log.flushPartial();
                log.append(GuestBytes.direct("x".repeat(3 * i) + "\n"));
                assertThat(files().size("0.log")).isLessThanOrEqualTo(SIZE);
            }
        }
        assertThat(chronological()).hasSizeGreaterThan(10).allSatisfy(name -> {
            assertThat(texts(name).get(0)).isEqualTo("login: ");
            assertThat(texts(name).get(texts(name).size() - 1)).endsWith("\n");
        });
    }

    @Test
    void aLineLargerThanAFileGoesOnInTheNextAtARecord() throws IOException {
        try (RecordLog log = open(SIZE, 9)) {
            log.append(GuestBytes.direct("first\n"));
            for (int i = 0; i < 40; i++) {
                log.append(GuestBytes.direct("y".repeat(10_000)));
                assertThat(files().names())
                        .allSatisfy(name -> assertThat(files().size(name)).isLessThanOrEqualTo(SIZE));
            }
            log.append(GuestBytes.direct("\nlast\n"));
        }
        List<String> all = new ArrayList<>();
        chronological().forEach(name -> all.addAll(texts(name)));
        assertThat(String.join("", all)).isEqualTo("first\n" + "y".repeat(400_000) + "\nlast\n");
        assertThat(chronological()).hasSizeBetween(4, 6);
    }

    @Test
    void oldFilesAreNamedAsTheKubeletNamesThemAndSortByAge() throws IOException {
        try (RecordLog log = open(SIZE, 20)) {
            for (int i = 0; i < 3; i++) {
                log.append(GuestBytes.direct("x".repeat(1000).concat("\n").repeat(130)));
            }
            clock.advance(Duration.ofHours(-1));
            log.append(GuestBytes.direct("x".repeat(1000).concat("\n").repeat(130)));
            clock.advance(Duration.ofHours(1).plusSeconds(1));
            log.append(GuestBytes.direct("x".repeat(1000).concat("\n").repeat(130)));
        }
        assertThat(files().names())
                .containsExactly(
                        "0.log",
                        "0.log.20261121-020304",
                        "0.log.20261121-020304_0001",
                        "0.log.20261121-020304_0002",
                        "0.log.20261121-020304_0003",
                        "0.log.20261121-020304_0004",
                        "0.log.20261121-020305");
    }

    @Test
    void oldFilesOfTheKubeletCountToo() throws IOException {
        for (String stamp : List.of("20261120-000000.gz", "20261120-000001.gz", "20261120-000002", "tmp", "bak")) {
            Files.writeString(temp.resolve("0.log." + stamp), "x");
        }
        try (RecordLog log = open(SIZE, 2)) {
            assertThat(files().names())
                    .containsExactly(
                            "0.log", "0.log.20261120-000001.gz", "0.log.20261120-000002", "0.log.bak", "0.log.tmp");
            log.append(GuestBytes.direct("x".repeat(1000).concat("\n").repeat(130)));
        }
        assertThat(files().names())
                .containsExactly("0.log", "0.log.20261120-000002", "0.log.20261121-020304", "0.log.bak", "0.log.tmp");
    }

    @Test
    void aRecordTornByACrashIsCutOffWhenTheLogGoesOn() throws IOException {
        try (RecordLog log = open(SIZE, 2)) {
            log.append(GuestBytes.direct("one\ntwo\n"));
        }
        byte[] whole = files().bytes("0.log");
        for (int length = whole.length / 2; length <= whole.length; length++) {
            Files.write(temp.resolve("0.log"), Arrays.copyOf(whole, length));
            try (RecordLog log = open(SIZE, 2)) {
                log.append(GuestBytes.direct("three\n"));
            }
            assertThat(texts("0.log"))
                    .isEqualTo(
                            length < whole.length ? List.of("one\n", "three\n") : List.of("one\n", "two\n", "three\n"));
        }
    }

    @Test
    void theLongestRecordIsRepairedToo() throws IOException {
        try (RecordLog log = open(1 << 20, 2)) {
            log.append(GuestBytes.direct("one\n" + "\0".repeat(RecordFormat.MAX_CONTENT)));
        }
        byte[] whole = files().bytes("0.log");
        Files.write(temp.resolve("0.log"), Arrays.copyOf(whole, whole.length - 1));
        open(1 << 20, 2).close();
        assertThat(texts("0.log")).containsExactly("one\n");
        Files.write(temp.resolve("0.log"), Arrays.copyOfRange(whole, whole.length - 50_000, whole.length - 1));
        open(1 << 20, 2).close();
        assertThat(files().size("0.log")).isZero();
    }

    @Test
    void goesOnInANewFileWithinASecondOfTheKubeletRenamingIt() throws IOException {
        try (RecordLog log = open(SIZE, 2)) {
            log.append(GuestBytes.direct("one\n"));
            Files.move(temp.resolve("0.log"), temp.resolve("0.log.20261121-000000"));
            log.append(GuestBytes.direct("two\nthr"));
            clock.advance(Duration.ofSeconds(1));
            log.append(GuestBytes.direct("ee\n"));
        }
        assertThat(texts("0.log.20261121-000000")).containsExactly("one\n", "two\n");
        assertThat(texts("0.log")).containsExactly("three\n");
    }

    @Test
    void reopensAtOnceWhenItIsAskedTo() throws IOException {
        try (RecordLog log = open(SIZE, 2)) {
            log.append(GuestBytes.direct("one\n"));
            log.reopen();
            Files.move(temp.resolve("0.log"), temp.resolve("0.log.20261121-000000"));
            log.reopen();
            log.append(GuestBytes.direct("two\n"));
            Files.delete(temp.resolve("0.log"));
            log.reopen();
            log.append(GuestBytes.direct("three\n"));
        }
        assertThat(texts("0.log")).containsExactly("three\n");
        assertThat(texts("0.log.20261121-000000")).containsExactly("one\n");
    }

    @Test
    void createsItsDirectoryAgainWhenThatIsRemoved() throws IOException {
        try (RecordLog log = open("pod/c/0.log", SIZE, 2)) {
            log.append(GuestBytes.direct("one\n"));
            Files.delete(temp.resolve("pod/c/0.log"));
            Files.delete(temp.resolve("pod/c"));
            clock.advance(Duration.ofSeconds(1));
            log.append(GuestBytes.direct("two\n"));
        }
        assertThat(texts("pod/c/0.log")).containsExactly("two\n");
    }

    @Test
    void aGapIsARecordOfItsOwnAndEndsAnOpenLine() throws IOException {
        try (RecordLog log = open(SIZE, 2)) {
            log.markGap(1, clock.instant());
            log.append(GuestBytes.direct("abc"));
            log.markGap(2, clock.instant());
            log.append(GuestBytes.direct("def"));
            log.flushPartial();
            log.markGap(3, clock.instant());
            log.append(GuestBytes.direct("ghi\n"));
        }
        String at = " bytes lost at 2026-11-21T02:03:04.123Z]\n";
        assertThat(texts("0.log"))
                .containsExactly(
                        "[contee: 1" + at, "abc\n", "[contee: 2" + at, "def", "\n", "[contee: 3" + at, "ghi\n");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aFullDiskLosesAndTearsNothing(long seed) throws IOException {
        Random random = new Random(seed);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        RecordLog log = open(SIZE, 1000);
        for (int i = 0; i < 300; i++) {
            disk.room = random.nextInt(3) == 0 ? random.nextInt(3000) : Long.MAX_VALUE;
            byte[] bytes = GuestBytes.random(random, random.nextInt(random.nextInt(10) == 0 ? 70_000 : 2000));
            all.writeBytes(bytes);
            ByteBuffer output = GuestBytes.direct(bytes, 0, bytes.length);
            while (output.hasRemaining()) {
                try {
                    log.append(output);
                } catch (IOException e) {
                    faults++;
                    disk.room = random.nextInt(80_000);
                }
            }
            if (random.nextInt(40) == 0) {
                Files.move(temp.resolve("0.log"), temp.resolve("0.log.20261121-1%05d".formatted(i)));
                log.reopen();
            }
        }
        disk.room = Long.MAX_VALUE;
        log.close();
        assertThat(faults).isPositive();
        StringBuilder kept = new StringBuilder();
        chronological().forEach(name -> kept.append(String.join("", texts(name))));
        assertThat(kept.toString()).isEqualTo(GuestBytes.decoded(all.toByteArray()));
    }

    @Test
    void aRecordTheDiskTookHalfIsPendingUntilItIsWhole() throws IOException {
        try (RecordLog log = open(SIZE, 2)) {
            disk.room = 100;
            assertThatThrownBy(() -> log.append(GuestBytes.direct("one\ntwo\n")))
                    .hasMessageContaining("No space");
            assertThat(log.hasPartial()).isTrue();
            assertThatThrownBy(log::flushPartial).hasMessageContaining("No space");
            disk.room = Long.MAX_VALUE;
            log.flushPartial();
            assertThat(log.hasPartial()).isFalse();
            assertThat(texts("0.log")).containsExactly("one\n", "two\n");
        }
    }

    @Test
    void aDiskThatFailedIsLetGoAndWhatIsInItsPlaceIsWrittenTo() throws IOException {
        try (RecordLog log = open(SIZE, 2)) {
            log.append(GuestBytes.direct("one\n"));
            disk.broken = true;
            assertThatThrownBy(() -> log.append(GuestBytes.direct("two\n"))).hasMessageContaining("Read-only");
            assertThat(disk.open).isZero();
            Files.move(temp.resolve("0.log"), temp.resolve("away"));
            String another = Files.readAllLines(temp.resolve("away")).get(0) + "\n";
            Files.writeString(temp.resolve("0.log"), another);
            disk.broken = false;
            clock.advance(Duration.ofSeconds(2));
            log.append(GuestBytes.direct("three\n"));
            assertThat(texts("0.log")).containsExactly("one\n", "two\n", "three\n");
        }
        assertThat(disk.open).isZero();
    }

    @Test
    void aFailedRotationLosesNothing() throws IOException {
        Path path = temp.resolve("0.log");
        Backups stamped = new StampedBackups(path, 5, clock);
        Backups failing = new Backups() {
            @Override
            public int maxFiles() {
                return stamped.maxFiles();
            }

            @Override
            public List<Path> newestFirst() throws IOException {
                return stamped.newestFirst();
            }

            @Override
            public void retire(Path current) throws IOException {
                if (faults++ % 3 != 0) {
                    throw new IOException("Read-only file system");
                }
                stamped.retire(current);
            }
        };
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        faults = 1;
        try (RecordLog log = new RecordLog(
                Formats.of(LogFormat.JSON, LineEnd.KEEP),
                memory,
                RotatingFile.open(path, new FileRules(SIZE, 5), failing, disk),
                SIZE,
                clock)) {
            for (int i = 0; i < 300; i++) {
                byte[] bytes = ("line " + i + "x".repeat(1000) + "\n").getBytes(UTF_8);
                all.writeBytes(bytes);
                ByteBuffer output = ByteBuffer.wrap(bytes);
                boolean taken = false;
                while (!taken) {
                    try {
                        log.append(output);
                        log.flushPartial();
                        taken = true;
                    } catch (IOException e) {
                        assertThat(e).hasMessage("Read-only file system");
                    }
                }
            }
        }
        StringBuilder kept = new StringBuilder();
        chronological().forEach(name -> kept.append(String.join("", texts(name))));
        assertThat(kept.toString()).isEqualTo(all.toString(UTF_8));
        assertThat(faults).isGreaterThan(5);
    }

    @Test
    void aFileThatSomeoneTruncatedIsWrittenFromItsStart() throws IOException {
        try (RecordLog log = open(SIZE, 2)) {
            log.append(GuestBytes.direct("one\n"));
            Files.newByteChannel(temp.resolve("0.log"), StandardOpenOption.WRITE)
                    .truncate(0)
                    .close();
            log.append(GuestBytes.direct("two\n"));
        }
        assertThat(texts("0.log")).containsExactly("two\n");
    }

    private RecordLog open(long maxSize, int maxFiles) throws IOException {
        return open("0.log", maxSize, maxFiles);
    }

    private RecordLog open(String name, long maxSize, int maxFiles) throws IOException {
        Path path = temp.resolve(name);
        Backups backups = new StampedBackups(path, maxFiles, clock);
        RotatingFile file = RotatingFile.open(path, new FileRules(maxSize, maxFiles), backups, disk);
        return new RecordLog(Formats.of(LogFormat.JSON, LineEnd.KEEP), memory, file, maxSize, clock);
    }

    private LogDirectory files() {
        return new LogDirectory(temp);
    }

    private List<String> texts(String name) {
        return files().records(name).stream().map(LogRecord::text).toList();
    }

    /** The log's files, oldest first. */
    private List<String> chronological() {
        List<String> names = new ArrayList<>(files().names());
        names.remove("0.log");
        names.add("0.log");
        return names;
    }
}
