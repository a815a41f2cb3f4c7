package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.PodLogPath;
import io.contee.log.format.GuestBytes;
import io.contee.log.format.LogRecord;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.ByteSize;
import io.contee.model.ConteeException;
import io.contee.model.LogFormat;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import io.contee.stats.LogCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFactoryTest {

    private static final LogPolicy POLICY = new LogPolicy(new ByteSize(1 << 20), 2);
    private static final PodRef POD = new PodRef("ns", "web", "uid-1", "serial0");

    private final Path temp;
    private final LogFactory logs = new LogFactory(new FakeClock());

    LogFactoryTest(@TempDir Path temp) {
        this.temp = temp;
    }

    @Test
    void opensBothLogsOfAConsole() throws IOException {
        Path pod = PodLogPath.of(temp.resolve("pods"), POD, 0);
        Path raw = temp.resolve("contee/web/serial0.log");
        try (ConsoleLog rawLog = logs.raw(raw, POLICY);
                ConsoleLog podLog = logs.pod(pod, POLICY)) {
            assertThat(pod).isRegularFile();
            for (ConsoleLog log : List.of(rawLog, podLog)) {
                log.append(GuestBytes.direct("login: "));
            }
        }
        assertThat(raw).hasContent("login: ");
        try (LogReader reader = LogReader.open(pod, ReadOptions.all())) {
            assertThat(reader.next()).get().extracting(LogRecord::text).isEqualTo("login: ");
        }
    }

    @Test
    void opensAPodLogInTheFormatOfItsPolicyAndAnEntryLogBeside() throws IOException {
        LogPolicy own = new LogPolicy(
                ByteSize.parse("1Mi"),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(LogFormat.CRI),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        try (ConsoleLog pod = logs.pod(temp.resolve("0.log"), POLICY.forPodLog(Optional.of(own)));
                ConsoleLog entries = logs.entries(temp.resolve("serial0.iolog"), POLICY, new LogCounters())) {
            for (ConsoleLog log : List.of(pod, entries)) {
                log.append(GuestBytes.direct("boot\r\n"));
            }
        }
        assertThat(temp.resolve("0.log")).content().isEqualTo("2026-11-21T02:03:04.123456789Z stdout F boot\n");
        assertThat(temp.resolve("serial0.iolog")).content().hasSize(16 + 6).endsWith("==boot\r\n");
    }

    @Test
    void logsThatThreadsWriteAtOnceNeverMix() throws Exception {
        List<Callable<Path>> writers = Stream.of("one", "two", "three")
                .map(name -> (Callable<Path>) () -> {
                    Path path = temp.resolve(name + "/0.log");
                    try (ConsoleLog log = logs.pod(path, POLICY)) {
                        for (int i = 0; i < 2000; i++) {
                            log.append(GuestBytes.direct(name + "\n"));
                        }
                    }
                    return path;
                })
                .toList();
        ExecutorService threads = Executors.newFixedThreadPool(writers.size());
        try {
            for (Future<Path> written : threads.invokeAll(writers)) {
                String name = temp.relativize(written.get()).getName(0).toString();
                assertThat(Files.readAllLines(written.get()))
                        .hasSize(2000)
                        .allMatch(line -> line.startsWith("{\"log\":\"" + name + "\\n\""));
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void aDirectoryThatCannotBeMadeIsReportedInOneLine() throws IOException {
        Files.writeString(temp.resolve("file"), "");
        assertThatThrownBy(() -> logs.pod(temp.resolve("file/a/0.log"), POLICY))
                .isInstanceOf(ConteeException.class)
                .hasMessageStartingWith("cannot open the pod log " + temp.resolve("file/a/0.log") + ": ")
                .hasMessageContaining(temp.resolve("file/a") + ": Not a directory")
                .hasMessageEndingWith("; correct that, or configure another log directory")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void whatIsNoFileIsRefusedAndToldInOneLine() throws IOException {
        Files.createDirectory(temp.resolve("dir"));
        Files.createSymbolicLink(temp.resolve("link"), temp.resolve("dir"));
        assertThatThrownBy(() -> logs.raw(temp.resolve("dir"), POLICY))
                .hasMessageStartingWith("cannot open the raw log " + temp.resolve("dir") + ": it is a directory");
        for (String log : List.of("link", "/dev/null")) {
            assertThatThrownBy(() -> logs.pod(temp.resolve(log), POLICY)).isInstanceOf(ConteeException.class);
        }
    }

    @Test
    void podLogsLieWhereTheKubeletHasThem() {
        assertThat(PodLogPath.of(Path.of("/var/log/pods"), POD, 3))
                .isEqualTo(Path.of("/var/log/pods/ns_web_uid-1/serial0/3.log"));
    }

    @Test
    void logsOfOldAttemptsAreDeletedAndNothingElse() throws IOException {
        Path directory = Files.createDirectories(PodLogPath.directory(temp, POD));
        for (String name : List.of("3.log", "3.log.20261121-020304", "9.log", "10.log", "3.txt")) {
            Files.writeString(directory.resolve(name), "");
        }
        assertThat(PodLogPath.deleteBefore(temp, POD, 9)).isEqualTo(2);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder("9.log", "10.log", "3.txt");
        }
        assertThat(PodLogPath.deleteBefore(temp.resolve("missing"), POD, 9)).isZero();
    }

    @Test
    void findsTheLastAttemptThatLeftALog() throws IOException {
        assertThat(PodLogPath.lastAttempt(temp, POD)).isEmpty();
        Path directory = Files.createDirectories(PodLogPath.directory(temp, POD));
        assertThat(PodLogPath.lastAttempt(temp, POD)).isEmpty();
        for (String name : List.of("0.log", "9.log", "10.log.20261121-020304", "x.log", "99", "11.txt")) {
            Files.writeString(directory.resolve(name), "");
        }
        assertThat(PodLogPath.lastAttempt(temp, POD)).hasValue(10);
    }

    @Test
    void aPlaceThatIsNoDirectoryIsReportedInOneLine() throws IOException {
        Files.createDirectories(temp.resolve(POD.directory()));
        Files.writeString(PodLogPath.directory(temp, POD), "");
        assertThatThrownBy(() -> PodLogPath.lastAttempt(temp, POD))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("it is not a directory");
    }
}
