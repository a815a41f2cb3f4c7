package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.testing.ShortTempDir;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a guest prints costs bounded memory and disk, whatever it is, and never becomes more than content. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileOutputTest {

    /** Half of what each of the long outputs has. */
    private static final String HEAP = "-Xmx32m";

    private final ShortTempDir temp = new ShortTempDir();

    @BeforeAll
    void printAll() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostileGuests.class.getName(),
                        temp.path().toString())
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("output").toFile())
                .start();
        try {
            assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue())
                    .as(() -> BrokerFixture.read(temp.resolve("output")))
                    .isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @AfterAll
    void removeFiles() {
        temp.close();
    }

    private Path podLogs(String guest) {
        return temp.resolve("p")
                .resolve("libvirt_" + guest + "_" + BrokerFixture.domain(guest).uuid())
                .resolve("serial0");
    }

    private Path podLog(String guest) {
        return podLogs(guest).resolve("0.log");
    }

    @ParameterizedTest
    @ValueSource(strings = {"endless", "nul", "half", "newlines", "tiny"})
    void itsLogsKeepTheirLimitsAndCanBeRead(String guest) throws IOException {
        long limit = HostileGuests.POLICY.maxSize().bytes() * (1 + HostileGuests.POLICY.maxFiles());
        assertThat(size(temp.resolve("l").resolve(guest))).isBetween(limit / 4, limit);
        assertThat(size(podLogs(guest))).isBetween(limit / 4, limit);
        try (LogReader reader = LogReader.open(podLog(guest), ReadOptions.all())) {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            reader.copyTo(text);
            assertThat(text.size()).isPositive();
            assertThat(reader.damaged()).isZero();
        }
    }

    @Test
    void whatLooksLikeARecordIsContent() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (LogReader reader = LogReader.open(podLog("forger"), ReadOptions.all())) {
            reader.copyTo(text);
            assertThat(reader.damaged()).isZero();
        }
        assertThat(text.toString(StandardCharsets.UTF_8)).isEqualTo(HostileGuests.FORGERY);
        assertThat(Files.readAllLines(podLog("forger")))
                .hasSize((int) HostileGuests.FORGERY.lines().count())
                .allSatisfy(line -> assertThat(line).startsWith("{\"log\":\"").endsWith("Z\"}"));
    }

    @Test
    void nothingOfItIsInConteesOwnLog() {
        assertThat(BrokerFixture.read(temp.resolve("output"))).doesNotContain("forged", "xxxx", "OutOfMemory");
    }

    private static long size(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> {
                        try {
                            return Files.size(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .sum();
        }
    }
}
