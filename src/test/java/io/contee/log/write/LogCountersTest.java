package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.format.GuestBytes;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.ByteSize;
import io.contee.model.LogFormat;
import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.LogSync;
import io.contee.stats.LogCounters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogCountersTest {

    private static final Instant NOW = Instant.parse("2026-11-21T02:03:04Z");

    private final Path temp;
    private final LogFactory logs = new LogFactory(() -> NOW);
    private final LogCounters counters = new LogCounters();

    LogCountersTest(@TempDir Path temp) {
        this.temp = temp;
    }

    private static LogPolicy policy(String maxSize, LogRotation rotate, LogFormat format) {
        return new LogPolicy(
                ByteSize.parse(maxSize),
                30,
                Optional.of(rotate),
                Optional.of(LogSync.NEVER),
                Optional.of(format),
                Optional.empty(),
                Optional.of(false),
                Optional.empty());
    }

    /** Prints what guests may print, with partial lines and gaps between. */
    private void print(ConsoleLog log, int seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            log.append(ByteBuffer.wrap(GuestBytes.random(random, 1 + random.nextInt(40_000))));
            if (random.nextInt(4) == 0) {
                log.flushPartial();
            }
            if (random.nextInt(10) == 0) {
                log.markGap(1 + random.nextInt(100), NOW);
            }
        }
    }

    private long recordsIn(Path log) throws IOException {
        long count = 0;
        try (LogReader reader = LogReader.open(log, ReadOptions.all())) {
            while (reader.next().isPresent()) {
                count++;
            }
        }
        return count;
    }

    @ParameterizedTest
    @EnumSource(LogFormat.class)
    void countsTheRecordsThatAReaderFinds(LogFormat format) throws IOException {
        for (int seed = 0; seed < 5; seed++) {
            Path path = temp.resolve(format + "-" + seed).resolve("0.log");
            LogCounters counted = new LogCounters();
            try (ConsoleLog log = logs.pod(path, policy("1Gi", LogRotation.SIZE, format), counted)) {
                print(log, seed);
            }
            assertThat(counted.records().get()).isEqualTo(recordsIn(path)).isGreaterThan(1000);
            assertThat(counted.rotations().get()).isZero();
        }
    }

    @Test
    void countsTheEntriesOfAnEntryLog() throws IOException {
        Path path = temp.resolve("serial0.iolog");
        try (ConsoleLog log = logs.entries(path, policy("1Gi", LogRotation.SIZE, LogFormat.JSON), counters)) {
            print(log, 7);
        }
        assertThat(counters.records().get()).isEqualTo(recordsIn(path));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void countsTheFilesThatFollowedAnother(boolean raw) throws IOException {
        Path path = temp.resolve("a.log");
        LogPolicy policy = policy("128Ki", LogRotation.SIZE, LogFormat.CRI);
        try (ConsoleLog log = raw ? logs.raw(path, policy, counters) : logs.pod(path, policy, counters)) {
            for (int i = 0; i < 24; i++) {
                log.append(ByteBuffer.wrap("0123456789abcde\n".repeat(1000).getBytes(StandardCharsets.UTF_8)));
            }
        }
        try (Stream<Path> files = Files.list(temp)) {
            assertThat(counters.rotations().get()).isEqualTo(files.count() - 1).isPositive();
        }
    }

    @Test
    void countsHowOftenALogWasEmptied() throws IOException {
        try (ConsoleLog log =
                logs.raw(temp.resolve("a.log"), policy("128Ki", LogRotation.TRUNCATE, LogFormat.JSON), counters)) {
            for (int i = 0; i < 9; i++) {
                log.append(ByteBuffer.allocate(64 << 10));
            }
        }
        assertThat(counters.rotations().get()).isEqualTo(4);
        assertThat(counters.records().get()).isZero();
    }
}
