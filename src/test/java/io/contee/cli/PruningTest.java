package io.contee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.config.EndedGuests;
import io.contee.log.PodLogPath;
import io.contee.log.StoredGuests;
import io.contee.log.StoredGuests.Guest;
import io.contee.model.ByteSize;
import io.contee.model.ConteeException;
import io.contee.model.Directories;
import io.contee.model.Layout.LogDir;
import io.contee.model.Layout.RunDir;
import io.contee.model.PodRef;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PruningTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final EndedGuests POLICY = new EndedGuests(Duration.ofDays(30), ByteSize.parse("1Mi"), 4);

    private final Path temp;
    private final Path pods;
    private final StoredGuests stored;
    private final Set<UUID> known = new HashSet<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private int guests;

    PruningTest(@TempDir Path temp) {
        this.temp = temp;
        this.pods = temp.resolve("log/pods");
        this.stored = new StoredGuests(new Directories(
                new RunDir(temp.resolve("run")), new LogDir(temp.resolve("log")), temp.resolve("kubelet"), pods));
    }

    private Path log(String name, UUID uuid) {
        return PodLogPath.of(pods, new PodRef("libvirt", name, uuid.toString(), "serial0"), 0);
    }

    private UUID guest(String name, Duration age, int bytes) {
        UUID uuid = new UUID(0, ++guests);
        try {
            Files.createDirectories(log(name, uuid).getParent());
            Files.write(log(name, uuid), new byte[bytes]);
            Files.setLastModifiedTime(log(name, uuid), FileTime.from(NOW.minus(age)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return uuid;
    }

    private GuestInventory inventory() {
        return new GuestInventory(stored, () -> known);
    }

    private Pruning pruning() {
        return new Pruning(inventory(), POLICY, InstantSource.fixed(NOW));
    }

    private boolean delete(List<Guest> chosen, boolean dryRun) {
        return pruning().delete(chosen, dryRun, new PrintWriter(out), new PrintWriter(err));
    }

    private static List<UUID> uuids(List<Guest> guests) {
        return guests.stream().map(Guest::uuid).toList();
    }

    @Test
    void withoutNamesGuestsGoThatAreOlderOrHoldMoreThanTheLimits() {
        UUID old = guest("old", Duration.ofDays(31), 10);
        UUID recent = guest("recent", Duration.ofDays(1), 1 << 19);
        UUID large = guest("large", Duration.ofDays(2), (1 << 19) + 1);
        UUID running = guest("running", Duration.ofDays(100), 1 << 20);
        known.add(running);
        assertThat(uuids(pruning().surplus())).containsExactly(large, old);
        assertThat(delete(pruning().surplus(), false)).isTrue();
        assertThat(uuids(stored.list())).containsExactly(recent, running);
        assertThat(out.toString().lines())
                .containsExactly("deleted large " + large + ", 524289 bytes", "deleted old " + old + ", 10 bytes");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void aDryRunPrintsTheSameAndDeletesNothing() {
        UUID old = guest("old", Duration.ofDays(31), 10);
        assertThat(delete(pruning().surplus(), true)).isTrue();
        assertThat(out.toString().lines()).containsExactly("would delete old " + old + ", 10 bytes");
        assertThat(log("old", old)).exists();
    }

    @Test
    void namedGuestsGoWhateverTheirAgeUnlessTheyAreKnown() {
        UUID first = guest("web", Duration.ofDays(1), 10);
        UUID second = guest("web", Duration.ofDays(2), 10);
        UUID defined = guest("web", Duration.ofDays(3), 10);
        UUID other = guest("db", Duration.ofDays(4), 10);
        known.add(defined);
        assertThat(uuids(pruning().gone(List.of("web"), false))).containsExactly(first, second);
        assertThat(uuids(pruning().gone(List.of(second.toString()), false))).containsExactly(second);
        assertThat(uuids(pruning().gone(List.of(), true))).containsExactly(first, second, other);
    }

    @Test
    void aNameOfWhichNothingIsGoneDeletesNothingElse() {
        UUID running = guest("running", Duration.ofDays(100), 10);
        guest("db", Duration.ofDays(4), 10);
        known.add(running);
        for (String name : List.of("running", running.toString(), "missing")) {
            assertThatThrownBy(() -> pruning().gone(List.of("db", name), false))
                    .isInstanceOf(ConteeException.class)
                    .hasMessage("no guest '" + name + "' that is gone has left logs: see 'contee logs --list'");
        }
    }

    @Test
    void nothingIsDeletedWhileItIsNotKnownWhichGuestsAreGone() {
        guest("old", Duration.ofDays(31), 10);
        Pruning pruning = new Pruning(
                new GuestInventory(stored, () -> {
                    throw new ConteeException("libvirt is away");
                }),
                POLICY,
                InstantSource.fixed(NOW));
        assertThatThrownBy(pruning::surplus).hasMessage("libvirt is away");
        assertThatThrownBy(() -> pruning.gone(List.of("old"), true)).hasMessage("libvirt is away");
    }

    @Test
    void aGuestThatStartsWhileLogsAreListedIsKnown() {
        UUID starting = guest("starting", Duration.ofDays(31), 10);
        Pruning pruning = new Pruning(
                new GuestInventory(stored, () -> {
                    guest("later", Duration.ofDays(31), 10);
                    return Set.of(starting);
                }),
                POLICY,
                InstantSource.fixed(NOW));
        assertThat(pruning.surplus()).isEmpty();
    }

    @Test
    void logsThatCannotBeDeletedAreReportedInALineAndTheOthersGo() {
        UUID stuck = new UUID(0, 99);
        Path undeletable = Path.of("/proc/self/fdinfo"); // not even root can delete anything there
        UUID old = guest("old", Duration.ofDays(32), 10);
        List<Guest> chosen = new ArrayList<>();
        chosen.add(new Guest("stuck", stuck, List.of(undeletable), NOW, 10));
        chosen.addAll(pruning().surplus());
        assertThat(delete(chosen, false)).isFalse();
        assertThat(out.toString().lines()).containsExactly("deleted old " + old + ", 10 bytes");
        assertThat(err.toString().lines()).singleElement().satisfies(line -> assertThat(line)
                .startsWith("contee: cannot delete the logs of stuck (" + stuck + "): " + undeletable + "/")
                .endsWith(": check the permissions"));
    }

    @Test
    void theListShowsEachGuestTheLatestFirstAndWhetherItIsKnown() throws IOException {
        UUID defined = guest("web", Duration.ofDays(1), 10);
        UUID gone = guest("wb", Duration.ofDays(2), 20);
        Files.move(pods.resolve("libvirt_wb_" + gone), pods.resolve("libvirt_w\u001bb_" + gone));
        known.add(defined);
        inventory().print(new PrintWriter(out));
        assertThat(out.toString().lines().map(line -> line.strip().replaceAll(" +", " ")))
                .containsExactly(
                        "NAME UUID LAST WRITTEN BYTES GUEST",
                        "web " + defined + " 2026-11-20T12:00:00Z 10 known",
                        "w?b " + gone + " 2026-11-19T12:00:00Z 20 gone");
    }

    @Test
    void withoutLibvirtTheListDoesNotSayWhoIsGone() {
        guest("web", Duration.ofDays(1), 10);
        new GuestInventory(stored, () -> {
                    throw new ConteeException("libvirt is away");
                })
                .print(new PrintWriter(out));
        assertThat(out.toString().lines().skip(1)).singleElement().satisfies(line -> assertThat(line.strip())
                .endsWith(" unknown"));
    }

    @Test
    void linksAreDeletedAndNotFollowed() throws IOException {
        Path precious = Files.createDirectories(temp.resolve("elsewhere"));
        Files.writeString(precious.resolve("file"), "precious");
        UUID old = guest("old", Duration.ofDays(31), 10);
        Path directory = Objects.requireNonNull(log("old", old).getParent());
        Files.createSymbolicLink(directory.resolve("link"), precious);
        Files.createSymbolicLink(directory.resolve("1.log"), precious.resolve("file"));
        Path guest = pods.resolve("libvirt_linked_" + new UUID(0, 99));
        Files.createSymbolicLink(guest, precious);
        delete(pruning().gone(List.of(), true), false);
        assertThat(directory).doesNotExist();
        assertThat(precious.resolve("file")).hasContent("precious");
    }
}
