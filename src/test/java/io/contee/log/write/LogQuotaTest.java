package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.format.GuestBytes;
import io.contee.log.read.LogDirectory;
import io.contee.model.ByteSize;
import io.contee.model.LogFileMode;
import io.contee.model.LogPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogQuotaTest {

    private static final LogPolicy POLICY = new LogPolicy(LogPolicy.MIN_SIZE, 9);
    private static final long SIZE = LogPolicy.MIN_SIZE.bytes();

    private final Path temp;
    private final FakeClock clock = new FakeClock();

    LogQuotaTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void aLogThatPrintsMuchShrinksAndTheHistoryOfOthersStays() throws IOException {
        LogFactory logs = logs(6 * SIZE);
        try (ConsoleLog quiet = logs.raw(temp.resolve("quiet/log"), POLICY);
                ConsoleLog busy = logs.raw(temp.resolve("busy/log"), POLICY)) {
            quiet.append(GuestBytes.direct("x".repeat((int) (2.5 * SIZE))));
            for (int i = 0; i < 200; i++) {
                busy.append(GuestBytes.direct("y".repeat(10_000)));
                assertThat(sum()).isLessThanOrEqualTo(6 * SIZE);
            }
        }
        assertThat(new LogDirectory(temp.resolve("quiet")).sum()).isEqualTo((long) (2.5 * SIZE));
        assertThat(new LogDirectory(temp.resolve("busy")).sum()).isGreaterThan(2 * SIZE);
    }

    @Test
    void theLargestLogGivesWayToOneThatHasLittle() throws IOException {
        LogFactory logs = logs(6 * SIZE);
        try (ConsoleLog busy = logs.pod(temp.resolve("busy/0.log"), POLICY);
                ConsoleLog quiet = logs.raw(temp.resolve("quiet/log"), POLICY)) {
            for (int i = 0; i < 200; i++) {
                busy.append(GuestBytes.direct("y".repeat(10_000) + "\n"));
            }
            quiet.append(GuestBytes.direct("x".repeat((int) (1.5 * SIZE))));
            assertThat(sum()).isLessThanOrEqualTo(6 * SIZE);
        }
        assertThat(new LogDirectory(temp.resolve("quiet")).sum()).isEqualTo((long) (1.5 * SIZE));
    }

    @Test
    void aLogThatHasNothingElseToGiveBeginsItsFileAnew() throws IOException {
        LogFactory logs = logs(SIZE);
        LogPolicy large = new LogPolicy(ByteSize.parse("1Mi"), 3);
        try (ConsoleLog small = logs.raw(temp.resolve("small/log"), large);
                ConsoleLog busy = logs.raw(temp.resolve("busy/log"), large)) {
            small.append(GuestBytes.direct("quiet"));
            for (int i = 0; i < 50; i++) {
                busy.append(GuestBytes.direct("y".repeat(10_000)));
                assertThat(sum()).isLessThanOrEqualTo(SIZE);
            }
            busy.append(GuestBytes.direct("last"));
        }
        assertThat(new LogDirectory(temp.resolve("small")).text("log")).isEqualTo("quiet");
        assertThat(new LogDirectory(temp.resolve("busy")).text("log")).endsWith("last");
    }

    @Test
    void whatFindsNoRoomAtAllIsRefusedAsByAFullDisk() throws IOException {
        LogFactory logs = logs(1000);
        try (ConsoleLog log = logs.raw(temp.resolve("a/log"), POLICY)) {
            assertThatThrownBy(() -> log.append(GuestBytes.direct("x".repeat(1001))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("totalLogSize");
            log.append(GuestBytes.direct("x".repeat(1000)));
        }
    }

    @Test
    void aLogThatIsClosedCountsAsLongAsItIsThere() throws IOException {
        LogFactory logs = logs(4 * SIZE);
        try (ConsoleLog log = logs.raw(temp.resolve("a/log"), POLICY)) {
            log.append(GuestBytes.direct("x".repeat((int) (2.5 * SIZE))));
        }
        try (ConsoleLog log = logs.raw(temp.resolve("b/log"), POLICY)) {
            log.append(GuestBytes.direct("y".repeat((int) (1.5 * SIZE))));
            assertThat(new LogDirectory(temp.resolve("a")).names()).containsExactly("log", "log.0", "log.1");
            log.append(GuestBytes.direct("y"));
            assertThat(new LogDirectory(temp.resolve("a")).names()).containsExactly("log", "log.0");
            Files.delete(temp.resolve("a/log"));
            Files.delete(temp.resolve("a/log.0"));
            clock.advance(Duration.ofMinutes(1));
            log.append(GuestBytes.direct("y".repeat((int) (2.5 * SIZE) - 1)));
        }
        assertThat(sum()).as("what others have deleted is free").isEqualTo(4 * SIZE);
    }

    @Test
    void aLogThatIsOpenedAgainCountsOnce() throws IOException {
        LogFactory logs = logs(3 * SIZE);
        for (int i = 0; i < 5; i++) {
            try (ConsoleLog log = logs.raw(temp.resolve("a/log"), POLICY)) {
                log.append(GuestBytes.direct("x".repeat((int) (SIZE / 2))));
            }
        }
        assertThat(sum()).isEqualTo((long) (2.5 * SIZE));
    }

    @Test
    void whatFormerProcessesLeftCountsAndTheLargestOfItGivesWay() throws IOException {
        write("guests/large/serial0.log", SIZE);
        write("guests/large/serial0.log.1", SIZE);
        write("guests/large/serial0.log.0.gz", SIZE);
        write("guests/small/sub/serial0.log", SIZE);
        write("guests/.pty/other/serial0.log", SIZE);
        LogFactory logs = logs(5 * SIZE);
        logs.count(temp.resolve("guests"));
        logs.count(temp.resolve("missing"));
        try (ConsoleLog log = logs.raw(temp.resolve("guests/new/serial0.log"), POLICY)) {
            log.append(GuestBytes.direct("x".repeat((int) SIZE)));
            assertThat(new LogDirectory(temp.resolve("guests/large")).names()).hasSize(3);
            log.append(GuestBytes.direct("x"));
        }
        assertThat(new LogDirectory(temp.resolve("guests/large")).names())
                .containsExactly("serial0.log", "serial0.log.0.gz");
        assertThat(temp.resolve("guests/small/sub/serial0.log")).hasSize(SIZE);
    }

    @Test
    void theAttemptsBeforeCountOnceTheirContainerIsServed() throws IOException {
        write("pod/guest/0.log", SIZE);
        write("pod/guest/0.log.20261121-020304", SIZE);
        LogFactory logs = logs(3 * SIZE);
        try (ConsoleLog log = logs.pod(temp.resolve("pod/guest/1.log"), POLICY)) {
            log.append(GuestBytes.direct("x".repeat((int) SIZE) + "\n"));
        }
        assertThat(new LogDirectory(temp.resolve("pod/guest")).names()).doesNotContain("0.log.20261121-020304");
        assertThat(sum()).isLessThanOrEqualTo(3 * SIZE);
    }

    private void write(String path, long size) throws IOException {
        Path file = temp.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[(int) size]);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void theLimitHoldsWhenManyLogsAreWrittenAtOnce(long seed) throws Exception {
        LogFactory logs = logs(5 * SIZE);
        List<ConsoleLog> open = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            open.add(logs.raw(temp.resolve("guest" + i + "/log"), POLICY));
        }
        Random random = new Random(seed);
        ExecutorService threads = Executors.newFixedThreadPool(open.size());
        try {
            for (int round = 0; round < 30; round++) {
                String output = "z".repeat(random.nextInt(60_000));
                List<Callable<Void>> writers = open.stream()
                        .map(log -> (Callable<Void>) () -> {
                            for (int i = 0; i < 5; i++) {
                                append(log, output);
                            }
                            return null;
                        })
                        .toList();
                for (Future<Void> done : threads.invokeAll(writers)) {
                    done.get();
                }
                assertThat(sum()).isLessThanOrEqualTo(5 * SIZE);
            }
        } finally {
            threads.shutdown();
            for (ConsoleLog log : open) {
                log.close();
            }
        }
        assertThat(sum()).isGreaterThan(SIZE);
    }

    /** A log that meets all others busy with their files may be refused, as by a full disk. */
    private static void append(ConsoleLog log, String output) {
        try {
            log.append(GuestBytes.direct(output));
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("totalLogSize");
        }
    }

    private LogFactory logs(long limit) {
        return new LogFactory(clock, LogFileMode.DEFAULT, Optional.of(new ByteSize(limit)));
    }

    /** What is on the disk. */
    private long sum() throws IOException {
        try (Stream<Path> files = Files.walk(temp)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
