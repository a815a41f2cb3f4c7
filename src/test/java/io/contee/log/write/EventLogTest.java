package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.GuestDirs;
import io.contee.log.ServedConsoles;
import io.contee.log.format.LogRecord;
import io.contee.log.read.LogReader;
import io.contee.log.read.ReadOptions;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainEvent;
import io.contee.model.DomainEvent.Kind;
import io.contee.model.DomainId;
import io.contee.model.Layout.LogDir;
import io.contee.model.LogFileMode;
import io.contee.model.PodRef;
import io.contee.model.ServedConsole;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private static final DomainId WEB = new DomainId(new UUID(0, 1), "web");

    private final ShortTempDir temp = new ShortTempDir();
    private final GuestDirs dirs = new GuestDirs(new LogDir(temp.path()), List.of());
    private final FakeClock clock = new FakeClock();
    private final Path file = temp.resolve("web/events.jsonl");

    @AfterEach
    void removeFiles() {
        temp.close();
    }

    private EventLog open(long maxBytes) {
        return new EventLog(dirs, LogFileMode.DEFAULT, maxBytes, clock);
    }

    private List<String> read() throws IOException {
        List<String> lines = new ArrayList<>();
        try (LogReader reader = LogReader.openEvents(file, ReadOptions.all())) {
            for (Optional<LogRecord> line = reader.next(); line.isPresent(); line = reader.next()) {
                lines.add(line.get().text());
            }
            assertThat(reader.damaged()).isZero();
        }
        return lines;
    }

    @Test
    void anEventIsALineOfJsonWithItsTimeWhateverItsTextHolds() throws IOException {
        try (EventLog events = open(1 << 20)) {
            events.note(WEB, () -> DomainEvent.of(Kind.ATTACHED, Optional.of("serial0"), "user", "a\"b\n\u001b[2J"));
        }
        assertThat(Files.readString(file))
                .isEqualTo("{\"time\":\"2026-11-21T02:03:04.123Z\",\"event\":\"attached\",\"console\":\"serial0\","
                        + "\"user\":\"a\\\"b\\n\\u001B[2J\"}\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void holdsNoMoreThanItsLimitTwice() throws IOException {
        try (EventLog events = open(1000)) {
            IntStream.range(0, 100).forEach(i -> {
                events.note(WEB, () -> DomainEvent.of(Kind.STARTED, Optional.empty(), "attempt", Integer.toString(i)));
            });
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(1000);
        assertThat(Files.size(temp.resolve("web/events.jsonl.0"))).isLessThanOrEqualTo(1000);
        List<String> lines = read();
        assertThat(lines).hasSizeGreaterThan(10);
        assertThat(lines.get(lines.size() - 1)).contains("\"attempt\":\"99\"");
    }

    @Test
    void aTornLineIsEndedBeforeTheNextOne() throws IOException {
        try (EventLog events = open(1 << 20)) {
            events.note(WEB, () -> DomainEvent.of(Kind.STARTED, Optional.empty()));
        }
        Files.writeString(file, Files.readString(file) + "{\"time\":\"2026");
        clock.advance(Duration.ofSeconds(1));
        try (EventLog events = open(1 << 20)) {
            events.note(WEB, () -> DomainEvent.of(Kind.ENDED, Optional.empty()));
        }
        assertThat(Files.readAllLines(file)).hasSize(3).last().asString().contains("ended");
    }

    private static ServedConsole console(String alias, Path podLog) {
        return new ServedConsole(
                new ConsoleId(WEB, alias),
                0,
                new PodRef("default", "pod", "uid", alias),
                Optional.of(podLog),
                Path.of("/var/log/contee/web/" + alias + ".log"));
    }

    @Test
    void consolesAreKnownWhenTheyHaveEndedAsLongAsTheyHaveLogs() throws IOException {
        Path first = Files.createDirectory(temp.resolve("first")).resolve("0.log");
        Path second = Files.createDirectory(temp.resolve("second")).resolve("0.log");
        try (EventLog events = open(1 << 20)) {
            events.serves(console("serial0", first));
            events.serves(console("serial1", first));
            events.serves(console("serial0", first));
        }
        assertThat(dirs.names()).containsExactly("web");
        assertThat(ServedConsoles.of(dirs.of(WEB)))
                .containsExactly(console("serial1", first), console("serial0", first));
        Files.delete(first.getParent());
        try (EventLog events = open(1 << 20)) {
            events.serves(console("serial0", second));
        }
        assertThat(ServedConsoles.of(dirs.of(WEB))).containsExactly(console("serial0", second));
    }

    @Test
    void aDamagedListOfConsolesIsMadeAnew() throws IOException {
        Path log = Files.createDirectory(temp.resolve("first")).resolve("0.log");
        Files.createDirectory(temp.resolve("web"));
        Files.writeString(temp.resolve("web/consoles.json"), "[{\"uuid\":1");
        try (EventLog events = open(1 << 20)) {
            events.serves(console("serial0", log));
        }
        assertThat(ServedConsoles.of(dirs.of(WEB))).containsExactly(console("serial0", log));
    }

    @Test
    void noDirectoryMovesWhileAnEventIsWrittenAndADiskThatHangsIsNotAwaited() throws InterruptedException {
        CountDownLatch writing = new CountDownLatch(1);
        CountDownLatch hanging = new CountDownLatch(1);
        try (EventLog events = open(1 << 20)) {
            events.note(WEB, () -> {
                writing.countDown();
                awaitEnd(hanging);
                return DomainEvent.of(Kind.STARTED, Optional.empty());
            });
            writing.await();
            assertThatThrownBy(() -> events.pause(() -> {
                        throw new AssertionError("moved");
                    }))
                    .isInstanceOf(ConteeException.class)
                    .hasMessageContaining("the disk of " + temp.path() + " hangs");
            hanging.countDown();
        }
    }

    private static void awaitEnd(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
