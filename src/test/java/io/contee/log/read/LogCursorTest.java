package io.contee.log.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.format.LogRecord;
import io.contee.log.read.LogFixture.Format;
import io.contee.log.write.FakeClock;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A reader that stops, and another that goes on at its cursor. */
@Timeout(60)
class LogCursorTest {

    private final Path temp;
    private final FakeClock clock = new FakeClock();
    private LogFixture log;

    LogCursorTest(@TempDir Path temp) {
        this.temp = temp;
        this.log = new LogFixture(temp.resolve("0.log"), Format.JSON);
    }

    private void use(Format format) {
        log = new LogFixture(temp.resolve("0.log"), format);
    }

    private void write(String content) {
        log.write(clock.instant(), content);
        clock.advance(Duration.ofMillis(1));
    }

    /** Reads some records, and gives the cursor after them as it goes into a file. */
    private String stopAfter(int records, ReadOptions options) throws IOException {
        try (LogReader reader = LogReader.open(log.log, options)) {
            for (int i = 0; i < records; i++) {
                assertThat(reader.next()).isPresent();
            }
            return reader.cursor().toString();
        }
    }

    private LogReader resume(String cursor) {
        return LogReader.open(log.log, ReadOptions.all().withCursor(LogCursor.parse(cursor)));
    }

    private void assertResumes(String cursor, String rest) throws IOException {
        try (LogReader reader = resume(cursor)) {
            assertThat(LogFixture.text(LogFixture.rest(reader))).isEqualTo(rest);
            assertThat(reader.drainNotices()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anyNumberOfStopsReadEachRecordOnce(Format format) throws IOException {
        use(format);
        Random random = new Random(11);
        StringBuilder guest = new StringBuilder();
        StringBuilder read = new StringBuilder();
        write("begin\n");
        guest.append("begin\n");
        String cursor = stopAfter(0, ReadOptions.all());
        Path old = null;
        for (int i = 0; i < 400; i++) {
            String content = i + "z".repeat(random.nextInt(50)) + (random.nextInt(4) == 0 ? "" : "\n");
            write(content);
            guest.append(content);
            if (random.nextInt(8) == 0) {
                if (old != null) {
                    LogFixture.compress(old);
                }
                old = log.rotate();
                write("rotated\n");
                guest.append("rotated\n");
            }
            if (random.nextInt(3) == 0) {
                try (LogReader reader = resume(cursor)) {
                    for (int take = random.nextInt(6); take > 0; take--) {
                        reader.next().ifPresent(record -> read.append(record.text()));
                    }
                    assertThat(reader.drainNotices()).isEmpty();
                    cursor = reader.cursor().toString();
                }
            }
        }
        try (LogReader reader = resume(cursor)) {
            read.append(LogFixture.text(LogFixture.rest(reader)));
        }
        assertThat(read).hasToString(guest.toString());
    }

    @Test
    void theFileIsFoundUnderAnotherNameAndCompressed() throws IOException {
        write("one\n");
        write("two\n");
        String cursor = stopAfter(1, ReadOptions.all());
        Path old = log.rotate();
        assertResumes(cursor, "two\n");
        write("three\n");
        LogFixture.compress(old);
        assertResumes(cursor, "two\nthree\n");
    }

    @Test
    void aLineThatIsNotWholeIsReadAgain() throws IOException {
        write("one\n");
        write("begin");
        ReadOptions lines = ReadOptions.all().withWholeLines().following();
        String cursor = stopAfter(1, lines);
        write(" and end\n");
        assertResumes(cursor, "begin and end\n");
    }

    @Test
    void aLineThatALimitCutIsReadAgain() throws IOException {
        write("one\n");
        write("two\n");
        String cursor = stopAfter(2, ReadOptions.all().withLimitBytes(6));
        assertResumes(cursor, "two\n");
    }

    @Test
    void whatIsReadOfATailEndsAtTheEnd() throws IOException {
        write("one\n");
        String cursor = stopAfter(0, ReadOptions.all().withTail(0));
        write("two\n");
        assertResumes(cursor, "two\n");
    }

    @Test
    void linesThatAreLeftOutAreBehindTheCursor() throws IOException {
        write("one\n");
        write("two\n");
        String cursor;
        try (LogReader reader = LogReader.open(log.log, ReadOptions.all().withExclude("two"))) {
            assertThat(LogFixture.rest(reader)).hasSize(1);
            cursor = reader.cursor().toString();
        }
        assertResumes(cursor, "");
    }

    @Test
    void itLearnsThatItsFileIsGone() throws IOException {
        write("one\n");
        String cursor = stopAfter(1, ReadOptions.all());
        write("lost\n");
        Files.delete(log.rotate());
        write("three\n");
        try (LogReader reader = resume(cursor)) {
            assertThat(LogFixture.text(LogFixture.rest(reader))).isEqualTo("three\n");
            assertThat(reader.drainNotices())
                    .containsExactly("output may be missing after " + FakeClock.START
                            + ": the file in which reading stopped is gone");
        }
    }

    @Test
    void itLearnsThatItsFileWasCut() throws IOException {
        for (int i = 0; i < 100; i++) {
            write("line\n");
        }
        String cursor = stopAfter(100, ReadOptions.all());
        byte[] bytes = Files.readAllBytes(log.log);
        Files.write(log.log, Arrays.copyOf(bytes, bytes.length / 2));
        try (LogReader reader = resume(cursor)) {
            assertThat(LogFixture.rest(reader)).isEmpty();
            assertThat(reader.drainNotices())
                    .singleElement()
                    .asString()
                    .endsWith(": the file was cut from " + bytes.length + " bytes to " + bytes.length / 2);
        }
    }

    @Test
    void itGoesOnInTheAttemptsThatCameAfter() throws IOException {
        write("one\n");
        write("two\n");
        String cursor = stopAfter(1, ReadOptions.all());
        LogFixture second = new LogFixture(temp.resolve("1.log"), Format.CRI);
        second.write(clock.instant(), "three\n");
        second.rotate();
        second.write(clock.instant(), "four\n");
        log = new LogFixture(temp.resolve("2.log"), Format.JSON);
        write("five\n");
        assertResumes(cursor, "two\nthree\nfour\nfive\n");
        assertThat(log.read(ReadOptions.all().withPrevious())).isEqualTo("three\nfour\n");
    }

    @Test
    void aRawLogIsResumedByItsBytes() throws IOException {
        Path raw = temp.resolve("serial0.log");
        Files.writeString(raw, "one\ntwo\n");
        String cursor;
        try (LogReader reader = LogReader.openRaw(raw, ReadOptions.all(), () -> false)) {
            assertThat(reader.next()).get().extracting(LogRecord::text).isEqualTo("one\n");
            cursor = reader.cursor().toString();
        }
        Files.move(raw, temp.resolve("serial0.log.0"));
        Files.writeString(raw, "three\n");
        ReadOptions options = ReadOptions.all().withCursor(LogCursor.parse(cursor));
        try (LogReader reader = LogReader.openRaw(raw, options, () -> false)) {
            assertThat(LogFixture.text(LogFixture.rest(reader))).isEqualTo("two\nthree\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1,5,x,0,5,,0.log",
                "2,0,0000000000000000,0,0,,0.log",
                "1,0,0000000000000000,0,0,never,0.log",
                "1,0,0000000000000000,0,0,,../0.log"
            })
    void whatIsNoCursorIsRefused(String text) {
        assertThatThrownBy(() -> LogCursor.parse(text))
                .isInstanceOf(ConteeException.class)
                .hasMessageStartingWith("cursor '")
                .hasMessageEndingWith("' is not valid: give one that contee gave");
    }
}
