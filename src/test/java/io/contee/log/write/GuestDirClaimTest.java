package io.contee.log.write;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.GuestDirs;
import io.contee.log.ServedConsoles;
import io.contee.log.format.GuestBytes;
import io.contee.model.ByteSize;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.Layout.GuestDir;
import io.contee.model.Layout.LogDir;
import io.contee.model.LogFileMode;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import io.contee.model.ServedConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestDirClaimTest {

    private static final LogPolicy POLICY = new LogPolicy(LogPolicy.MIN_SIZE, 9);
    private static final long SIZE = LogPolicy.MIN_SIZE.bytes();
    private static final DomainId FIRST = new DomainId(new UUID(0, 1), "web");
    private static final DomainId SECOND = new DomainId(new UUID(0, 2), "web");
    private static final DomainId RENAMED = new DomainId(FIRST.uuid(), "new");

    private final LogDir logs;
    private final GuestDirs dirs;

    GuestDirClaimTest(@TempDir Path temp) {
        this.logs = new LogDir(temp.resolve("l"));
        this.dirs = new GuestDirs(logs, List.of(temp.resolve("l/pods")));
    }

    private static LogFactory factory(long total) {
        return new LogFactory(new FakeClock(), LogFileMode.DEFAULT, Optional.of(new ByteSize(total)));
    }

    /** Claims a guest's directory, and has it written. */
    private void serve(LogFactory factory, DomainId domain, long bytes) throws IOException {
        factory.claim(dirs, logs, domain);
        GuestDir dir = dirs.of(domain);
        Path log = dir.rawLog("", "serial0");
        try (ConsoleLog raw = factory.raw(log, POLICY)) {
            for (long left = bytes; left > 0; left -= 1000) {
                raw.append(GuestBytes.direct("x".repeat((int) Math.min(left, 1000))));
            }
        }
        ConsoleId id = new ConsoleId(domain, "serial0");
        ServedConsoles.add(dir, new ServedConsole(id, 0, PodRef.of(id), Optional.empty(), log));
    }

    @Test
    void theIndexOfADirectoryThatWasMovedHasItsNameAndItsPaths() throws IOException {
        LogFactory factory = factory(1 << 30);
        serve(factory, FIRST, 10);
        serve(factory, SECOND, 20);
        GuestDir apart = logs.guest(FIRST.uuid());
        assertThat(dirs.find(FIRST.uuid()).orElseThrow().name()).isEqualTo("web");
        assertThat(ServedConsoles.of(apart))
                .extracting(ServedConsole::rawLog)
                .containsExactly(apart.rawLog("", "serial0"));
        assertThat(dirs.of("web")).containsExactly(logs.guest("web"), apart);
        assertThat(dirs.names()).containsExactly("web");
    }

    @Test
    void aDirectoryIsItsGuestsBeforeItsIndexIsWritten() throws IOException {
        LogFactory factory = factory(1 << 30);
        factory.claim(dirs, logs, FIRST);
        Files.writeString(logs.guest("web").rawLog("", "serial0"), "first");
        factory.claim(dirs, logs, SECOND);
        assertThat(logs.guest(FIRST.uuid()).rawLog("", "serial0")).hasContent("first");
        assertThat(logs.guest("web").rawLog("", "serial0")).doesNotExist();
        assertThat(dirs.of(SECOND)).isEqualTo(logs.guest("web"));
        ConsoleId id = new ConsoleId(FIRST, "serial0");
        try (EventLog events =
                new EventLog(new GuestDirs(logs, List.of()), LogFileMode.DEFAULT, 1000, new FakeClock())) {
            events.serves(new ServedConsole(
                    id, 0, PodRef.of(id), Optional.empty(), logs.guest("web").rawLog("", "serial0")));
        }
        GuestDir apart = logs.guest(FIRST.uuid());
        assertThat(ServedConsoles.of(apart))
                .extracting(ServedConsole::rawLog)
                .containsExactly(apart.rawLog("", "serial0"));
        assertThat(logs.guest("web").index()).doesNotExist();
    }

    @Test
    void aDirectoryStaysItsGuestsWhileItsIndexCannotBeRead() throws IOException {
        serve(factory(1 << 30), FIRST, 10);
        factory(1 << 30).claim(dirs, logs, FIRST);
        Path index = logs.guest("web").index();
        Files.delete(index);
        Files.createDirectory(index);
        assertThat(dirs.of(FIRST)).isEqualTo(logs.guest("web"));
        assertThat(dirs.of(SECOND)).isEqualTo(logs.guest(SECOND.uuid()));
    }

    @Test
    void whatIsInTheWayStaysAndTheGuestHasADirectoryOfItsOwn() throws IOException {
        LogFactory factory = factory(1 << 30);
        serve(factory, FIRST, 10);
        Path inTheWay = Files.createDirectories(logs.guest(FIRST.uuid()).path());
        assertThatThrownBy(() -> factory.claim(dirs, logs, SECOND))
                .isInstanceOf(ConteeException.class)
                .hasMessage("cannot move the logs in " + logs.guest("web").path() + " to " + inTheWay
                        + ": that exists; remove or rename it");
        assertThat(dirs.of(SECOND)).isEqualTo(logs.guest(SECOND.uuid()));
        assertThat(dirs.of(FIRST)).isEqualTo(logs.guest("web"));
    }

    @Test
    void aDirectoryThatAnEarlierVersionMadeBelongsToItsLastGuest() throws IOException {
        LogFactory factory = factory(1 << 30);
        GuestDir shared = logs.guest("web");
        for (DomainId domain : List.of(FIRST, SECOND)) {
            ConsoleId id = new ConsoleId(domain, "serial0");
            ServedConsoles.add(
                    shared, new ServedConsole(id, 0, PodRef.of(id), Optional.empty(), shared.rawLog("", "serial0")));
        }
        String index = Files.readString(shared.index());
        Files.writeString(shared.index(), index.replace("\"name\":\"web\",", ""));
        assertThat(dirs.of(SECOND)).isEqualTo(shared);
        factory.claim(dirs, logs, RENAMED);
        assertThat(dirs.of(RENAMED)).isEqualTo(logs.guest("new"));
        factory.claim(dirs, logs, FIRST);
        assertThat(dirs.find(SECOND.uuid()).orElseThrow().name()).isEqualTo("web");
        assertThat(dirs.of(SECOND)).isEqualTo(logs.guest(SECOND.uuid()));
    }

    @Test
    void aLogThatWasMovedIsCountedOnceAgainstTheLimitOfAll() throws IOException {
        LogFactory factory = factory(8 * SIZE);
        DomainId busy = new DomainId(new UUID(0, 3), "busy");
        serve(factory, FIRST, 3 * SIZE);
        serve(factory, busy, 10 * SIZE);
        serve(factory, RENAMED, SIZE / 2);
        long all = 0;
        for (GuestDir dir : List.of(logs.guest("busy"), logs.guest("new"))) {
            all += LogFactory.bytesOnDisk(dir.rawLog("", "serial0"));
        }
        assertThat(all).isBetween(7 * SIZE, 8 * SIZE);
    }
}
