package io.contee.collect;

import io.contee.log.RotatedNames;
import io.contee.model.Layout.DataDir;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The files of windows: {@code <guest>/<source>-20261121T020000Z.log}, or {@code .jsonl}, with {@code .gz} if
 * compressed.
 */
final class WindowFiles {

    private static final Pattern NAME = Pattern.compile("(.+)-([0-9]{8}T[0-9]{6}Z)\\.(?:log|jsonl)(?:\\.gz)?");

    private WindowFiles() {}

    /**
     * The file of a window.
     *
     * @param path its path
     * @param source the source's name
     * @param start the start of the window
     * @param size its size on disk in bytes
     */
    record WindowFile(Path path, String source, Instant start, long size) {}

    static String name(LogSource source, Instant start, boolean gzip) {
        return source.name() + "-" + Windows.name(start) + source.suffix() + (gzip ? RotatedNames.GZIP : "");
    }

    /** Returns the files of one guest, oldest first. */
    static List<WindowFile> of(Path guest) throws IOException {
        List<WindowFile> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(guest)) {
            for (Path entry : entries) {
                Matcher name = NAME.matcher(entry.getFileName().toString());
                if (name.matches() && Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    Optional<Instant> start = Windows.parse(name.group(2));
                    if (start.isPresent()) {
                        files.add(new WindowFile(entry, name.group(1), start.get(), Files.size(entry)));
                    }
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        files.sort(Comparator.comparing(WindowFile::start).thenComparing(WindowFile::path));
        return files;
    }

    /** Returns the files of all guests, oldest first. */
    static List<WindowFile> all(Path dataDir) throws IOException {
        List<WindowFile> files = new ArrayList<>();
        for (Path guest : guests(dataDir)) {
            files.addAll(of(guest));
        }
        files.sort(Comparator.comparing(WindowFile::start).thenComparing(WindowFile::path));
        return files;
    }

    /** Returns the directories of guests. */
    static List<Path> guests(Path dataDir) throws IOException {
        List<Path> guests = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(
                dataDir, entry -> Files.isRegularFile(DataDir.collected(entry), LinkOption.NOFOLLOW_LINKS))) {
            entries.forEach(guests::add);
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return guests;
    }

    /** Returns the end of the last window of a guest; {@code begin} if it has none. */
    static Instant end(Path guest, Instant begin, Windows windows) throws IOException {
        List<WindowFile> files = of(guest);
        return files.isEmpty()
                ? begin
                : windows.endOf(files.get(files.size() - 1).start());
    }

    /** The mode of windows: logs may contain secrets. */
    static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-r-----");

    /** Creates a directory if it does not exist, closed to others: logs may contain secrets. */
    static void makeDirectory(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
    }
}
