package io.contee.log;

import java.io.IOException;
import java.nio.file.DirectoryStream;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of one log, rotated and current, as they are found while others rename and compress them. Old files are
 * named as the kubelet does it, {@code .YYYYMMDD-HHMMSS}, or as virtlogd, {@code .0} the newest; each may be a {@code
 * .gz}.
 */
final class LogFiles {

    private static final String GZIP = ".gz";
    private static final Pattern STAMPED = Pattern.compile("([0-9]{8}-[0-9]{6}(?:_[0-9]{4})?)(\\.gz)?");
    private static final Pattern NUMBERED = Pattern.compile("(0|[1-9][0-9]{0,8})(\\.gz)?");

    /**
     * A file of the log.
     *
     * @param path where it was found
     * @param key its identity, which stays when it is renamed
     * @param size its size in bytes when it was found
     * @param stamp the time in its name, without a log's current file and those that are numbered
     */
    record Entry(Path path, Object key, long size, Optional<String> stamp) {

        boolean compressed() {
            return path.toString().endsWith(GZIP);
        }
    }

    private final Path log;

    LogFiles(Path log) {
        this.log = log;
    }

    Path log() {
        return log;
    }

    /** The files, oldest first. Where a file is there both compressed and not, the former is left out. */
    List<Entry> list() throws IOException {
        while (true) {
            Optional<Object> before = key(log);
            List<Entry> files = scan();
            // A rotation meanwhile may have hidden a file under both of its names, and numbers change with each.
            if (before.equals(key(log))
                    && (files.stream().allMatch(file -> file.stamp().isPresent() || isLog(file))
                            || files.equals(scan()))) {
                return files;
            }
        }
    }

    private boolean isLog(Entry file) {
        return file.path().equals(log);
    }

    private List<Entry> scan() throws IOException {
        Map<String, Path> stamped = new TreeMap<>();
        Map<Integer, Path> numbered = new TreeMap<>(Comparator.reverseOrder());
        String prefix = log.getFileName() + ".";
        try (DirectoryStream<Path> siblings =
                Files.newDirectoryStream(log.toAbsolutePath().getParent())) {
            for (Path sibling : siblings) {
                String name = sibling.getFileName().toString();
                if (!name.startsWith(prefix)) {
                    continue;
                }
                String suffix = name.substring(prefix.length());
                Matcher stamp = STAMPED.matcher(suffix);
                Matcher number = NUMBERED.matcher(suffix);
                if (stamp.matches()) {
                    stamped.merge(stamp.group(1), sibling, LogFiles::plain);
                } else if (number.matches()) {
                    numbered.merge(Integer.valueOf(number.group(1)), sibling, LogFiles::plain);
                }
            }
        }
        List<Entry> files = new ArrayList<>();
        for (Map.Entry<String, Path> file : stamped.entrySet()) {
            find(file.getValue(), Optional.of(file.getKey())).ifPresent(files::add);
        }
        for (Path file : numbered.values()) {
            find(file, Optional.empty()).ifPresent(files::add);
        }
        find(log, Optional.empty()).ifPresent(files::add);
        return files;
    }

    private static Path plain(Path one, Path other) {
        return one.toString().endsWith(GZIP) ? other : one;
    }

    /** Whether the log's own path leads to the file with this key. */
    boolean isCurrent(Object key) throws IOException {
        return isAt(log, key);
    }

    /** Whether {@code path} leads to the file with this key. */
    static boolean isAt(Path path, Object key) throws IOException {
        return key(path).filter(key::equals).isPresent();
    }

    private static Optional<Object> key(Path path) throws IOException {
        return find(path, Optional.empty()).map(Entry::key);
    }

    private static Optional<Entry> find(Path path, Optional<String> stamp) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return found.isRegularFile()
                    ? Optional.of(new Entry(path, Objects.requireNonNull(found.fileKey()), found.size(), stamp))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
