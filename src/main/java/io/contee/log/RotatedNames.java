package io.contee.log;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of one log's old files: numbered as virtlogd does (libvirt, src/util/virrotatingfile.c), {@code <log>.0}
 * the newest; or stamped as the kubelet does, {@code <log>.YYYYMMDD-HHMMSS} in UTC. Each may end in {@code .gz}.
 */
public final class RotatedNames {

    /** The ending of a compressed file's name. */
    public static final String GZIP = ".gz";

    private static final Pattern NUMBERED = Pattern.compile("(0|[1-9][0-9]{0,8})(\\.gz)?");
    private static final Pattern STAMPED = Pattern.compile("([0-9]{8}-[0-9]{6})(?:_([0-9]{4}))?(\\.gz)?");
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss", Locale.ROOT);
    private static final int LAST_IN_SECOND = 9999;

    private final Path log;

    /** @param log the log's current file */
    public RotatedNames(Path log) {
        this.log = log;
    }

    /** The number or time in an old file's name. */
    public sealed interface Old permits Numbered, Stamped {

        /** Returns whether the file is compressed. */
        boolean compressed();

        /** Returns the part of the name after the log's name and a dot. */
        String suffix();
    }

    /**
     * A numbered file.
     *
     * @param number 0 for the newest
     */
    public record Numbered(int number, boolean compressed) implements Old {

        @Override
        public String suffix() {
            return number + ending(compressed);
        }
    }

    /**
     * A stamped file.
     *
     * @param second the second of its rotation, in UTC
     * @param count the number of files with that second before it; also counts files after a clock was set back, which
     *     must sort after the newest name
     */
    public record Stamped(String second, int count, boolean compressed) implements Old, Comparable<Stamped> {

        private static final Comparator<Stamped> OLDEST_FIRST = Comparator.comparing(Stamped::second)
                .thenComparingInt(Stamped::count)
                .thenComparing(Stamped::compressed);

        /** Returns the first name of a second. */
        public static Stamped at(Instant time) {
            return new Stamped(SECOND.format(LocalDateTime.ofInstant(time, ZoneOffset.UTC)), 0, false);
        }

        /** Returns the next name, which sorts after this one whether or not that is compressed. */
        public Stamped next() {
            return count < LAST_IN_SECOND
                    ? new Stamped(second, count + 1, false)
                    : new Stamped(
                            SECOND.format(LocalDateTime.parse(second, SECOND).plusSeconds(1)), 0, false);
        }

        /** Returns the time in the name, as it is written there. */
        public String stamp() {
            return count == 0 ? second : String.format(Locale.ROOT, "%s_%04d", second, count);
        }

        @Override
        public String suffix() {
            return stamp() + ending(compressed);
        }

        @Override
        public int compareTo(Stamped other) {
            return OLDEST_FIRST.compare(this, other);
        }
    }

    /** An old file that exists. */
    public record Found(Path path, Old name) {}

    private static String ending(boolean compressed) {
        return compressed ? GZIP : "";
    }

    /** Returns the path of an old file. */
    public Path path(Old old) {
        return log.resolveSibling(log.getFileName() + "." + old.suffix());
    }

    /** Returns the path of an uncompressed numbered file. */
    public Path numbered(int number) {
        return path(new Numbered(number, false));
    }

    /** Returns the hidden name of a compressed file that is not complete yet. */
    public Path unfinished() {
        return log.resolveSibling("." + log.getFileName() + GZIP);
    }

    /** Returns what a sibling's name states; empty if it is not an old file of this log. */
    public Optional<Old> parse(Path sibling) {
        String prefix = log.getFileName() + ".";
        String name = sibling.getFileName().toString();
        if (!name.startsWith(prefix)) {
            return Optional.empty();
        }
        String suffix = name.substring(prefix.length());
        Matcher number = NUMBERED.matcher(suffix);
        if (number.matches()) {
            return Optional.of(new Numbered(Integer.parseInt(number.group(1)), number.group(2) != null));
        }
        Matcher stamp = STAMPED.matcher(suffix);
        return stamp.matches()
                ? Optional.of(new Stamped(
                        stamp.group(1),
                        stamp.group(2) == null ? 0 : Integer.parseInt(stamp.group(2)),
                        stamp.group(3) != null))
                : Optional.empty();
    }

    /**
     * Returns the old files, in no order.
     *
     * @throws IOException if the directory cannot be read, or does not exist
     */
    public List<Found> list() throws IOException {
        List<Found> found = new ArrayList<>();
        try (DirectoryStream<Path> siblings = Files.newDirectoryStream(
                Objects.requireNonNull(log.toAbsolutePath().getParent()))) {
            for (Path sibling : siblings) {
                parse(sibling).ifPresent(name -> found.add(new Found(sibling, name)));
            }
        }
        return found;
    }

    /** Returns whether a file is compressed, by its name. */
    public static boolean isCompressed(Path file) {
        return file.toString().endsWith(GZIP);
    }

    /** Returns the path of the compressed form of an uncompressed file. */
    public static Path compressed(Path file) {
        return file.resolveSibling(file.getFileName() + GZIP);
    }
}
