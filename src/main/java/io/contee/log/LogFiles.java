package io.contee.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The files of a log, rotated and current, as they are found while others rename and compress them. */
public final class LogFiles {

    /**
     * A file of the log.
     *
     * @param path where it was found
     * @param key its identity, which stays when it is renamed
     * @param size its size in bytes when it was found
     * @param stamp the time in its name; empty for a log's current file and those that are numbered
     * @param log the name of the current file of the same log
     */
    public record Entry(Path path, Object key, long size, Optional<String> stamp, String log) {

        public boolean compressed() {
            return RotatedNames.isCompressed(path);
        }
    }

    private final List<Path> logs;

    /** @param logs the current files of one log or several, each of which was complete before the next was started */
    public LogFiles(List<Path> logs) {
        this.logs = List.copyOf(logs);
    }

    private Path last() {
        return logs.get(logs.size() - 1);
    }

    /**
     * Returns the files, oldest first. Of a file that exists both compressed and uncompressed, the compressed one is
     * left out.
     */
    public List<Entry> list() throws IOException {
        while (true) {
            Optional<Object> before = key(last());
            List<Entry> files = new ArrayList<>();
            // A concurrent rotation may hide a file under its old and its new name, and each rotation renumbers the
            // files.
            if (scan(files)
                    && before.equals(key(last()))
                    && (files.stream().noneMatch(this::isNumbered) || isSame(files))) {
                return files;
            }
        }
    }

    private boolean isNumbered(Entry file) {
        return file.stamp().isEmpty() && !logs.contains(file.path());
    }

    private boolean isSame(List<Entry> files) throws IOException {
        List<Entry> again = new ArrayList<>();
        return scan(again) && files.equals(again);
    }

    /**
     * Lists the files. Returns false if an old file was gone before it was examined: it may have another name now,
     * which was missed.
     */
    private boolean scan(List<Entry> files) throws IOException {
        boolean whole = true;
        for (Path log : logs) {
            whole &= scan(log, files);
        }
        return whole;
    }

    private static boolean scan(Path log, List<Entry> files) throws IOException {
        Map<String, Path> stamped = new TreeMap<>();
        Map<Integer, Path> numbered = new TreeMap<>(Comparator.reverseOrder());
        String name = log.getFileName().toString();
        for (RotatedNames.Found old : new RotatedNames(log).list()) {
            if (old.name() instanceof RotatedNames.Stamped stamp) {
                stamped.merge(stamp.stamp(), old.path(), LogFiles::plain);
            } else if (old.name() instanceof RotatedNames.Numbered number) {
                numbered.merge(number.number(), old.path(), LogFiles::plain);
            }
        }
        boolean whole = true;
        for (Map.Entry<String, Path> file : stamped.entrySet()) {
            whole &= add(file.getValue(), Optional.of(file.getKey()), name, files);
        }
        for (Path file : numbered.values()) {
            whole &= add(file, Optional.empty(), name, files);
        }
        find(log, Optional.empty(), name).ifPresent(files::add);
        return whole;
    }

    /** Returns false if the file is gone. */
    private static boolean add(Path path, Optional<String> stamp, String log, List<Entry> files) throws IOException {
        Optional<Entry> found = find(path, stamp, log);
        found.ifPresent(files::add);
        return found.isPresent() || Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static Path plain(Path one, Path other) {
        return RotatedNames.isCompressed(one) ? other : one;
    }

    /** Returns whether the last log's own path leads to the file with this key. */
    public boolean isCurrent(Object key) throws IOException {
        return isAt(last(), key);
    }

    /** Returns whether {@code path} leads to the file with this key. */
    public static boolean isAt(Path path, Object key) throws IOException {
        return key(path).filter(key::equals).isPresent();
    }

    private static Optional<Object> key(Path path) throws IOException {
        return find(path, Optional.empty(), "").map(Entry::key);
    }

    private static Optional<Entry> find(Path path, Optional<String> stamp, String log) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile()
                    ? Optional.of(new Entry(path, Objects.requireNonNull(found.fileKey()), found.size(), stamp, log))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
