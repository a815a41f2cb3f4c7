package io.contee.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The files of one pod log, rotated and current, as they are found while others rename them. */
final class PodLogFiles {

    /**
     * A file of the log.
     *
     * @param key its identity, which stays when it is renamed
     * @param size its size in bytes when it was found
     * @param current whether it was at the log's own path
     */
    record Entry(Path path, Object key, long size, boolean current) {}

    private final Path log;

    PodLogFiles(Path log) {
        this.log = log;
    }

    /** The files, oldest first. Leaves out compressed ones. */
    List<Entry> list() throws IOException {
        while (true) {
            Optional<Object> before = find(log, true).map(Entry::key);
            List<Entry> files = new ArrayList<>();
            for (Path old : StampedBackups.list(log)) {
                if (!old.toString().endsWith(".gz")) {
                    find(old, false).ifPresent(files::add);
                }
            }
            // A rotation meanwhile may have hidden a file under both of its names.
            Optional<Entry> current = find(log, true);
            if (before.equals(current.map(Entry::key))) {
                current.ifPresent(files::add);
                return files;
            }
        }
    }

    /** Whether the log's own path leads to the file with this key. */
    boolean isCurrent(Object key) throws IOException {
        return isAt(log, key);
    }

    /** Whether {@code path} leads to the file with this key. */
    static boolean isAt(Path path, Object key) throws IOException {
        return find(path, false).filter(file -> file.key().equals(key)).isPresent();
    }

    private static Optional<Entry> find(Path path, boolean current) throws IOException {
        try {
            BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class);
            return Optional.of(new Entry(path, Objects.requireNonNull(found.fileKey()), found.size(), current));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
