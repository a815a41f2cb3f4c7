package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.contee.config.ConteeConfig;
import io.contee.log.PodLogPath;
import io.contee.log.write.FakeClock;
import io.contee.model.ConteeException;
import io.contee.model.PodRef;
import io.contee.testing.LogCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestRetentionTest {

    private static final int LIMIT_BYTES = 1 << 20;

    private final FakeClock clock = new FakeClock();
    private final Path own;
    private final ConteeConfig config;

    GuestRetentionTest(@TempDir Path temp) throws IOException {
        this.own = temp.resolve("log/pods");
        Path file = Files.writeString(
                temp.resolve("contee.yaml"), "logDir: " + temp.resolve("log") + "\nendedGuests: {maxSize: 1Mi}\n");
        this.config = ConteeConfig.load(file, Map.of());
    }

    private UUID guest(String name, Duration age) throws IOException {
        return guest(name, age, 1);
    }

    private UUID guest(String name, Duration age, int bytes) throws IOException {
        UUID uuid = UUID.randomUUID();
        Path log = PodLogPath.of(own, new PodRef("libvirt", name, uuid.toString(), "serial0"), 0);
        Files.createDirectories(log.getParent());
        Files.write(log, new byte[bytes]);
        Files.setLastModifiedTime(log, FileTime.from(clock.instant().minus(age)));
        return uuid;
    }

    private void apply(Supplier<Set<UUID>> defined, Set<UUID> served) {
        try (GuestRetention retention = new GuestRetention(config, defined, () -> served, clock)) {
            retention.apply();
        }
    }

    @Test
    void guestsThatAreGoneAreDeletedAfterAMonthAndThoseThatAreKnownAreNot() throws IOException {
        Duration old = Duration.ofDays(31);
        UUID defined = guest("stopped", old);
        UUID served = guest("silent", old);
        guest("gone", old);
        UUID recent = guest("recent", Duration.ofDays(29));
        apply(() -> Set.of(defined), Set.of(served));
        assertThat(own.toFile().list())
                .containsExactlyInAnyOrder(
                        "libvirt_stopped_" + defined, "libvirt_silent_" + served, "libvirt_recent_" + recent);
    }

    @Test
    void ofGuestsThatAreGoneTheOldestGoAboveTheTotalSize() throws IOException {
        UUID defined = guest("stopped", Duration.ofDays(9), LIMIT_BYTES);
        guest("older", Duration.ofDays(2), LIMIT_BYTES / 2 + 1);
        UUID newer = guest("newer", Duration.ofDays(1), LIMIT_BYTES / 2);
        apply(() -> Set.of(defined), Set.of());
        assertThat(own.toFile().list())
                .containsExactlyInAnyOrder("libvirt_stopped_" + defined, "libvirt_newer_" + newer);
    }

    @Test
    void withoutLibvirtOnlyGuestsThatWereReplacedByOthersOfTheirNameAreDeleted() throws IOException {
        for (int i = 0; i < 25; i++) {
            guest("runner", Duration.ofSeconds(i));
        }
        guest("stopped", Duration.ofDays(1000));
        apply(
                () -> {
                    throw new ConteeException("libvirt is away");
                },
                Set.of());
        assertThat(own.toFile().list()).hasSize(5);
    }

    @Test
    void aGuestThatCannotBeDeletedDoesNotKeepTheOthers() throws IOException {
        guest("damaged", Duration.ofDays(40));
        Path index = own.resolveSibling("damaged").resolve("consoles.json");
        Files.createDirectories(index.getParent());
        Files.writeString(index, "nonsense");
        guest("gone", Duration.ofDays(41));
        try (LogCapture log = new LogCapture(GuestRetention.class)) {
            apply(Set::of, Set.of());
            assertThat(log.texts(Level.WARN))
                    .anySatisfy(line -> assertThat(line).contains(index.toString()));
        }
        assertThat(own.toFile().list()).isEmpty();
    }
}
