package io.contee.log;

import io.contee.model.ConteeException;
import io.contee.model.Directories;
import io.contee.model.DomainId;
import io.contee.model.Layout.GuestDir;
import io.contee.model.Layout.LogDir;
import io.contee.model.ServedConsole;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directories of guests' raw logs and events. Each belongs to one guest, which its index of consoles names, see
 * {@link ServedConsoles}. It is called as its guest, so that people and other programs find it. The directories of
 * guests that another guest has replaced under their name are found by their UUID. Any thread may use it.
 */
public final class GuestDirs {

    /**
     * A guest's directory.
     *
     * @param uuid the domain's UUID
     * @param name the domain's name when it was served last
     */
    public record Owned(GuestDir dir, UUID uuid, String name) {}

    private final LogDir logs;
    private final List<Path> others;

    /** The guests that have started, by their directories. */
    private final Map<Path, DomainId> claimed = new ConcurrentHashMap<>();

    /** @param others directories that no guest may have, though a domain is called as they are */
    public GuestDirs(LogDir logs, List<Path> others) {
        this.logs = logs;
        this.others = List.copyOf(others);
    }

    /** Returns those of one contee. */
    public static GuestDirs of(Directories directories) {
        return new GuestDirs(directories.logs(), List.of(directories.podLogs(), directories.ownPodLogs()));
    }

    /** Returns the directory of a guest, where it exists or, if it does not, where it is to be created. */
    public GuestDir of(DomainId domain) {
        GuestDir named = logs.guest(domain.name());
        boolean usable = isUsable(named.path());
        if (usable && isOf(named, domain.uuid())) {
            return named;
        }
        GuestDir apart = logs.guest(domain.uuid());
        boolean free = usable && owner(named).isEmpty();
        if (isDirectory(apart.path())) {
            return apart;
        } else if (free && Files.exists(named.path())) {
            return named; // its guest has just been given it
        }
        return findOrNone(domain.uuid()).map(Owned::dir).orElse(free ? named : apart);
    }

    /** Returns the directory that is called as a domain, whoever's it is. */
    public GuestDir named(String domain) {
        return logs.guest(domain);
    }

    /** Notes the guest of a directory, whose index another thread writes later. */
    public void claimed(GuestDir dir, DomainId guest) {
        claimed.put(dir.path(), guest);
    }

    /** Notes that a directory was moved. */
    public void moved(GuestDir from) {
        claimed.remove(from.path());
    }

    /** Returns whether a directory exists that belongs to the guest. */
    public boolean isOf(GuestDir dir, UUID guest) {
        return owner(dir).filter(owned -> owned.uuid().equals(guest)).isPresent();
    }

    /** Returns whether a domain of that name may have the directory that is called as it. */
    public boolean isUsable(Path named) {
        return others.stream().noneMatch(other -> other.startsWith(named));
    }

    private Optional<Owned> findOrNone(UUID guest) {
        try {
            return find(guest);
        } catch (ConteeException e) {
            return Optional.empty(); // who opens a file there reports it
        }
    }

    /**
     * Returns the directory of a guest that has one.
     *
     * @throws ConteeException if the directories cannot be listed
     */
    public Optional<Owned> find(UUID guest) {
        GuestDir apart = logs.guest(guest);
        if (isDirectory(apart.path())) {
            return owner(apart);
        }
        return named().stream()
                .filter(dir -> ServedConsoles.mentions(dir, guest) && isOf(dir, guest))
                .findFirst()
                .flatMap(this::owner);
    }

    /** Returns the directories of the guests of one name, the current one's first, then the latest. */
    public List<GuestDir> of(String name) {
        List<GuestDir> dirs = new ArrayList<>();
        Path named = logs.path().resolve(name);
        if (named.startsWith(logs.path())
                && named.getNameCount() == logs.path().getNameCount() + 1
                && !isHidden(named)
                && isUsable(named)
                && Files.isDirectory(named)) {
            dirs.add(new GuestDir(named));
        }
        apart().stream()
                .filter(dir ->
                        owner(dir).filter(owned -> owned.name().equals(name)).isPresent())
                .sorted(Comparator.comparingLong((GuestDir dir) -> StoredPodLogs.modified(dir.path()))
                        .reversed())
                .forEach(dirs::add);
        return dirs;
    }

    /**
     * Returns the names of the guests that had consoles.
     *
     * @throws ConteeException if they cannot be listed
     */
    public List<String> names() {
        NavigableSet<String> names = new TreeSet<>();
        all().stream().filter(owned -> Files.exists(owned.dir().index())).forEach(owned -> names.add(owned.name()));
        return List.copyOf(names);
    }

    /**
     * Returns the directories whose guest is known.
     *
     * @throws ConteeException if they cannot be listed
     */
    public List<Owned> all() {
        List<GuestDir> dirs = new ArrayList<>(named());
        dirs.addAll(apart());
        return dirs.stream().flatMap(dir -> owner(dir).stream()).toList();
    }

    private List<GuestDir> named() {
        return list(logs.path()).stream()
                .filter(path -> !isHidden(path) && isUsable(path))
                .map(GuestDir::new)
                .toList();
    }

    private List<GuestDir> apart() {
        return list(logs.byUuid()).stream().map(GuestDir::new).toList();
    }

    /** Returns the guest that a directory belongs to; empty if nothing says so. */
    public Optional<Owned> owner(GuestDir dir) {
        DomainId guest = claimed.get(dir.path());
        if (guest != null && isDirectory(dir.path())) {
            return Optional.of(new Owned(dir, guest.uuid(), guest.name())); // an index may be late, or unreadable
        }
        List<ServedConsole> consoles = consoles(dir);
        if (!consoles.isEmpty()) {
            DomainId domain = consoles.get(consoles.size() - 1).console().domain();
            return Optional.of(new Owned(dir, domain.uuid(), domain.name()));
        }
        if (!logs.byUuid().equals(dir.path().getParent()) || !isDirectory(dir.path())) {
            return Optional.empty();
        }
        String name = dir.path().getFileName().toString();
        try {
            return Optional.of(new Owned(dir, UUID.fromString(name), name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static List<ServedConsole> consoles(GuestDir dir) {
        try {
            return ServedConsoles.of(dir);
        } catch (ConteeException e) {
            return List.of(); // it is made anew, or may not be read
        }
    }

    /** Returns the directory that they are in. */
    @Override
    public String toString() {
        return logs.path().toString();
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static boolean isDirectory(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static List<Path> list(Path directory) {
        List<Path> directories = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, Files::isDirectory)) {
            all.forEach(directories::add);
            return directories;
        } catch (NoSuchFileException e) {
            return directories;
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot list the guests' logs in " + directory + ": " + ConteeException.reason(directory, e)
                            + "; see that you may read it",
                    e);
        }
    }
}
