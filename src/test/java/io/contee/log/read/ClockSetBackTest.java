package io.contee.log.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.format.GuestBytes;
import io.contee.log.write.ConsoleLog;
import io.contee.log.write.FakeClock;
import io.contee.log.write.LogFactory;
import io.contee.model.ByteSize;
import io.contee.model.LogPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading a log whose writer's clock told a time in the far future for a while. */
class ClockSetBackTest {

    private static final Duration WRONG = Duration.ofDays(365 * 50);

    private final Path log;
    private final FakeClock clock = new FakeClock();
    private final Instant start = clock.instant();

    ClockSetBackTest(@TempDir Path temp) {
        this.log = temp.resolve("0.log");
    }

    /** Prints a line at 0 s, two fifty years later, and one each second from 2 to 5 s. */
    private void write(int maxFiles) throws IOException {
        try (ConsoleLog writer = new LogFactory(clock).pod(log, new LogPolicy(ByteSize.parse("128Ki"), maxFiles))) {
            writer.append(GuestBytes.direct("before\n"));
            clock.advance(WRONG);
            writer.append(GuestBytes.direct("wrong 1\nwrong 2\n"));
            clock.advance(WRONG.negated().plusSeconds(2));
            for (int i = 2; i <= 5; i++) {
                writer.append(GuestBytes.direct("after " + i + "\n"));
                clock.advance(Duration.ofSeconds(1));
            }
        }
    }

    private String copy(ReadOptions options) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (LogReader reader = LogReader.open(log, options)) {
            reader.copyTo(out);
        }
        return out.toString(UTF_8).replace("\n", ";");
    }

    @ParameterizedTest
    @CsvSource({"3", "0"})
    void untilGivesWhatWasPrintedByThen(int maxFiles) throws IOException {
        write(maxFiles);
        assertThat(copy(ReadOptions.all().withUntil(start.plusSeconds(4)))).isEqualTo("before;after 2;after 3;");
        assertThat(copy(ReadOptions.all().withUntil(start.plusSeconds(4)).withTail(2)))
                .isEqualTo("after 2;after 3;");
    }

    @Test
    void sinceGivesNothingThatIsOldAlready() throws IOException {
        write(3);
        assertThat(copy(ReadOptions.all().withSince(start.plusSeconds(4)))).isEqualTo("after 4;after 5;");
        assertThat(copy(ReadOptions.all().withSince(start.plusSeconds(100)))).isEmpty();
    }

    @Test
    void oneWhoReadOnlyTheWrongTimeGetsAllThatIsLeftAfterIt() throws IOException {
        write(3);
        String cursor;
        try (LogReader reader = LogReader.open(log, ReadOptions.all())) {
            for (int i = 0; i < 3; i++) {
                reader.next();
            }
            cursor = reader.cursor().toString();
        }
        try (Stream<Path> files = Files.list(log.getParent())) {
            for (Path file : files.filter(file -> !file.equals(log)).toList()) {
                Files.delete(file);
            }
        }
        assertThat(copy(ReadOptions.all().withCursor(LogCursor.parse(cursor))))
                .isEqualTo("after 2;after 3;after 4;after 5;");
    }
}
