package io.contee.log;

import io.contee.model.ConteeException;
import io.contee.model.Directories;
import io.contee.model.Layout.GuestDir;
import io.contee.model.Layout.LogDir;
import io.contee.model.Layout.SpoolDir;
import io.contee.model.PodRef;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the guests that have left logs on this host, except pod logs of pods, each known by its UUID, and deletes their logs. Any
 * thread may use it.
 */
public final class StoredGuests {

    private final PodLogDirs podLogs;
    private final GuestDirs guestDirs;
    private final LogDir logs;

    /** Finds guests in the directories of one contee. */
    public StoredGuests(Directories directories) {
        this.podLogs = PodLogDirs.of(directories);
        this.guestDirs = GuestDirs.of(directories);
        this.logs = directories.logs();
    }

    /**
     * A guest that has left logs.
     *
     * @param name the domain's name when it was started last
     * @param uuid the domain's UUID
     * @param directories the directories of the guest's logs
     * @param lastWritten when its logs were written last
     * @param bytes the size of the guest's logs
     */
    public record Guest(String name, UUID uuid, List<Path> directories, Instant lastWritten, long bytes) {}

    /**
     * Returns the guests that have left logs, the most recently written first.
     *
     * @throws ConteeException if a directory cannot be read
     */
    public List<Guest> list() {
        Map<UUID, Guest> guests = new HashMap<>();
        Stream.concat(
                        podLogs.ownDirectories().stream().flatMap(directory -> ofPodLogs(directory).stream()),
                        guestDirs.all().stream()
                                .filter(StoredGuests::isOfOneGuest)
                                .map(owned -> guest(
                                        owned.name(), owned.uuid(), owned.dir().path())))
                .forEach(found -> guests.merge(found.uuid(), found, StoredGuests::merge));
        return guests.values().stream()
                .sorted(Comparator.comparing(Guest::lastWritten).reversed())
                .toList();
    }

    /** Earlier versions let guests of one name share a directory. */
    private static boolean isOfOneGuest(GuestDirs.Owned owned) {
        try {
            return ServedConsoles.of(owned.dir()).stream()
                    .allMatch(console -> console.console().domain().uuid().equals(owned.uuid()));
        } catch (ConteeException e) {
            return false;
        }
    }

    private static Optional<Guest> ofPodLogs(Path directory) {
        String text = directory.getFileName().toString();
        int first = text.indexOf('_');
        int last = text.lastIndexOf('_');
        if (first != PodRef.DEFAULT_NAMESPACE.length() || last <= first) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    guest(text.substring(first + 1, last), UUID.fromString(text.substring(last + 1)), directory));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a pod's, whose namespace has the same name
        }
    }

    private static Guest guest(String name, UUID uuid, Path directory) {
        try {
            Extent extent = new Extent();
            Files.walkFileTree(directory, extent);
            return new Guest(name, uuid, List.of(directory), Instant.ofEpochMilli(extent.newest), extent.bytes);
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot examine the logs in " + directory + ": " + ConteeException.reason(directory, e), e);
        }
    }

    private static Guest merge(Guest one, Guest other) {
        Guest newer = one.lastWritten().isBefore(other.lastWritten()) ? other : one;
        List<Path> directories = new ArrayList<>(one.directories());
        directories.addAll(other.directories());
        return new Guest(newer.name(), newer.uuid(), directories, newer.lastWritten(), one.bytes() + other.bytes());
    }

    /** The total size of a directory's files, and the time at which the newest was written. */
    private static final class Extent extends SimpleFileVisitor<Path> {

        private long bytes;
        private long newest;

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes += attributes.size();
            newest = Math.max(newest, attributes.lastModifiedTime().toMillis());
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE; // it was rotated or deleted meanwhile
        }
    }

    /**
     * Returns the guests whose logs are to be deleted.
     *
     * @param guests as {@link #list} gives them
     * @param known the domains that libvirt knows or that are served, whose logs stay
     * @param oldest logs that were last written before that time are deleted
     * @param maxBytes the limit of all logs of unknown guests together: the oldest are deleted first
     * @param perName how many unknown guests of one name are kept, as of one that is created anew for each use
     */
    public static List<Guest> surplus(
            Collection<Guest> guests, Set<UUID> known, Instant oldest, long maxBytes, int perName) {
        List<Guest> surplus = new ArrayList<>();
        Map<String, Integer> ofName = new HashMap<>();
        long bytes = 0;
        for (Guest guest : guests) {
            if (!known.contains(guest.uuid())) {
                bytes += guest.bytes();
                if (ofName.merge(guest.name(), 1, Integer::sum) > perName
                        || guest.lastWritten().isBefore(oldest)
                        || bytes > maxBytes) {
                    surplus.add(guest);
                    bytes -= guest.bytes();
                }
            }
        }
        return surplus;
    }

    /** Returns the same, for logs that are kept for a duration up to now. */
    public List<Guest> surplus(Set<UUID> known, Instant now, Duration keep, long maxBytes, int perName) {
        return surplus(list(), known, now.minus(keep), maxBytes, perName);
    }

    /**
     * Deletes the logs of a guest, and its logs from virtlogd. Raw logs and events in a directory that an earlier version
     * let it share with others of its name stay until these are deleted, too.
     *
     * @throws ConteeException if something cannot be deleted
     */
    public void delete(Guest guest) {
        try {
            for (Path directory : guest.directories()) {
                deleteTree(directory);
            }
            deleteTree(SpoolDir.of(logs.spools(), guest.uuid()).path());
            GuestDir shared = logs.guest(guest.name());
            if (guestDirs.isUsable(shared.path()) && ServedConsoles.forget(shared, guest.uuid())) {
                deleteTree(shared.path());
            }
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot delete the logs of " + guest.name() + " (" + guest.uuid() + "): "
                            + ConteeException.reason(e) + ": check the permissions",
                    e);
        }
    }

    /** Deletes a directory and its contents; links are not followed. */
    private static void deleteTree(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
