package io.contee.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.log.StoredGuests.Guest;
import io.contee.model.ConsoleId;
import io.contee.model.Directories;
import io.contee.model.DomainId;
import io.contee.model.Layout.LogDir;
import io.contee.model.Layout.RunDir;
import io.contee.model.PodRef;
import io.contee.model.ServedConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredGuestsTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final Path logDir;
    private final PodLogDirs dirs;
    private final StoredGuests guests;

    StoredGuestsTest(@TempDir Path temp) {
        this.logDir = temp.resolve("log");
        Directories directories = new Directories(
                new RunDir(temp.resolve("run")), new LogDir(logDir), temp.resolve("kubelet"), logDir.resolve("pods"));
        this.dirs = PodLogDirs.of(directories);
        this.guests = new StoredGuests(directories);
    }

    private UUID guest(String name, int secondsAgo, int bytes) throws IOException {
        UUID uuid = UUID.randomUUID();
        ConsoleId console = new ConsoleId(new DomainId(uuid, name), "serial0");
        Path log = dirs.log(PodRef.of(console), 0);
        Files.createDirectories(log.getParent());
        Files.write(log, new byte[bytes]);
        Files.setLastModifiedTime(log, FileTime.from(NOW.minusSeconds(secondsAgo)));
        Path raw = logDir.resolve(name).resolve("serial0.log");
        ServedConsoles.add(
                new LogDir(logDir).guest(name),
                new ServedConsole(console, 0, PodRef.of(console), Optional.of(log), raw));
        Files.write(raw, new byte[bytes]);
        for (Path file : List.of(raw, raw.resolveSibling("consoles.json"))) {
            Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(secondsAgo)));
        }
        return uuid;
    }

    private List<UUID> surplus(Set<UUID> known, int maxSeconds, long maxBytes, int perName) {
        return StoredGuests.surplus(guests.list(), known, NOW.minusSeconds(maxSeconds), maxBytes, perName).stream()
                .map(Guest::uuid)
                .toList();
    }

    @Test
    void guestsAreListedByUuidThoseFirstThatWroteLast() throws IOException {
        UUID old = guest("web", 60, 10);
        UUID recent = guest("web", 5, 20);
        assertThat(guests.list()).extracting(Guest::uuid).containsExactly(recent, old);
        assertThat(guests.list().get(0).bytes()).isEqualTo(20);
        assertThat(guests.list().get(0).lastWritten()).isEqualTo(NOW.minusSeconds(5));
    }

    @Test
    void ofGuestsThatAreCreatedAnewForEachUseTheLastOnesAreKept() throws IOException {
        List<UUID> runners = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            runners.add(guest("runner", i, 100));
        }
        UUID other = guest("other", 20, 100);
        assertThat(surplus(Set.of(other), 1000, 1 << 20, 4)).containsExactlyElementsOf(runners.subList(4, 10));
        assertThat(surplus(Set.copyOf(runners), 1000, 1 << 20, 0)).containsExactly(other);
    }

    @Test
    void whatIsTooOldOrTooMuchGoesButNothingOfAKnownGuest() throws IOException {
        UUID first = guest("a", 10, 100);
        UUID second = guest("b", 20, 100);
        UUID third = guest("c", 30, 100);
        assertThat(surplus(Set.of(), 25, 10_000, 4)).containsExactly(third);
        assertThat(surplus(Set.of(), 100, 1500, 4)).containsExactly(third);
        assertThat(surplus(Set.of(first), 5, 0, 4)).containsExactly(second, third);
    }

    @Test
    void aGuestIsDeletedWithAllThatIsItsAloneAndNothingElse() throws IOException {
        guest("web", 60, 10);
        UUID kept = guest("web", 5, 10);
        UUID alone = guest("db", 60, 10);
        for (Guest guest : guests.list()) {
            if (!guest.uuid().equals(kept)) {
                guests.delete(guest);
            }
        }
        assertThat(guests.list()).extracting(Guest::uuid).containsExactly(kept);
        assertThat(ServedConsoles.of(new LogDir(logDir).guest("web")))
                .extracting(console -> console.console().domain().uuid())
                .containsExactly(kept);
        assertThat(logDir.resolve("web/serial0.log")).exists();
        assertThat(logDir.resolve("db")).as("raw logs of " + alone).doesNotExist();
    }
}
