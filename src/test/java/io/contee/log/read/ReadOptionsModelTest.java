package io.contee.log.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.read.LogFixture.Format;
import io.contee.log.read.LogFixture.Written;
import io.contee.log.write.FakeClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is read of random logs, beside a model that looks at every record. */
class ReadOptionsModelTest {

    private final Path temp;

    ReadOptionsModelTest(@TempDir Path temp) {
        this.temp = temp;
    }

    static Stream<Arguments> logs() {
        return Stream.of(Format.values())
                .flatMap(format -> Stream.of(1, 2, 3, 4).map(seed -> Arguments.of(format, seed)));
    }

    @ParameterizedTest
    @MethodSource("logs")
    void sinceUntilAndTailAreWhatALinearReadingGives(Format format, int seed) throws IOException {
        Random random = new Random(seed);
        LogFixture log = randomLog(format, random);
        List<Written> lines = lines(log.written);
        Instant first = log.written.get(0).time();
        Instant last = log.written.get(log.written.size() - 1).time();
        for (int i = 0; i < 60; i++) {
            Instant since = random.nextInt(4) == 0 ? Instant.MIN : time(random, log, first, last);
            Instant until = random.nextInt(4) == 0 ? Instant.MAX : time(random, log, first, last);
            int tail = random.nextInt(3) == 0 ? Integer.MAX_VALUE : random.nextInt(40);
            ReadOptions options = ReadOptions.all().withWholeLines();
            options = since.equals(Instant.MIN) ? options : options.withSince(since);
            options = until.equals(Instant.MAX) ? options : options.withUntil(until);
            options = tail == Integer.MAX_VALUE ? options : options.withTail(tail);
            List<Written> wanted = lines.stream()
                    .filter(line -> !line.time().isBefore(since) && line.time().isBefore(until))
                    .toList();
            if (tail != Integer.MAX_VALUE) {
                // The tail is taken of what is before the end, and the beginning of what it leaves.
                List<Written> early = lines.stream()
                        .filter(line -> line.time().isBefore(until))
                        .toList();
                wanted = early.subList(Math.max(0, early.size() - tail), early.size()).stream()
                        .filter(line -> !line.time().isBefore(since))
                        .toList();
            }
            try (LogReader reader = LogReader.open(log.log, options)) {
                assertThat(LogFixture.rest(reader))
                        .as("since %s until %s tail %s", since, until, tail)
                        .extracting(record -> new Written(record.time(), record.text()))
                        .isEqualTo(wanted);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("logs")
    void tailCountsOnlyTheLinesThatAreWanted(Format format, int seed) throws IOException {
        Random random = new Random(seed);
        LogFixture log = randomLog(format, random);
        List<String> matching = lines(log.written).stream()
                .map(Written::content)
                .filter(line -> line.contains("7") && !line.contains("3"))
                .toList();
        assertThat(matching).hasSizeGreaterThan(10);
        for (int tail : List.of(0, 1, 5, 20, matching.size(), matching.size() + 1)) {
            String text = log.read(
                    ReadOptions.all().withGrep("[7]").withExclude("^.*3").withTail(tail));
            assertThat(text)
                    .isEqualTo(String.join("", matching.subList(Math.max(0, matching.size() - tail), matching.size())));
        }
    }

    private static Instant time(Random random, LogFixture log, Instant first, Instant last) {
        return switch (random.nextInt(4)) {
            case 0 -> first.minusSeconds(1);
            case 1 -> last.plusSeconds(1);
            default ->
                log.written.get(random.nextInt(log.written.size())).time().plusNanos(random.nextInt(3) - 1);
        };
    }

    /** Several files, some compressed, with damage, long and open lines, and many records of one time. */
    private LogFixture randomLog(Format format, Random random) throws IOException {
        LogFixture log = new LogFixture(temp.resolve("0.log"), format);
        Instant time = FakeClock.START;
        int files = 1 + random.nextInt(5);
        for (int file = 0; file < files; file++) {
            int records = random.nextInt(1500);
            for (int i = 0; i < records; i++) {
                boolean lineEnds = log.written.isEmpty() || lineEnded(log);
                time = lineEnds ? time.plusNanos(random.nextInt(3) * (long) random.nextInt(1_000_000)) : time;
                boolean open = i < records - 1 && random.nextInt(10) == 0;
                log.write(
                        time,
                        random.nextInt() + "x".repeat(random.nextInt(random.nextInt(300) + 1)) + (open ? "" : "\n"));
                if (random.nextInt(50) == 0 && !open) {
                    log.append("no record at all\n".getBytes(StandardCharsets.UTF_8));
                }
            }
            if (file < files - 1 && records > 0) {
                Path old = log.rotate();
                if (random.nextBoolean()) {
                    LogFixture.compress(old);
                }
            }
        }
        if (log.written.isEmpty()) {
            log.write(time, "7\n");
        }
        return log;
    }

    private static boolean lineEnded(LogFixture log) {
        return log.written.get(log.written.size() - 1).content().endsWith("\n");
    }

    private static List<Written> lines(List<Written> records) {
        List<Written> lines = new ArrayList<>();
        boolean ended = true;
        for (Written record : records) {
            if (ended) {
                lines.add(record);
            } else {
                Written open = lines.remove(lines.size() - 1);
                lines.add(new Written(open.time(), open.content() + record.content()));
            }
            ended = record.content().endsWith("\n");
        }
        return lines;
    }
}
