package io.contee.log.write;

import io.contee.log.LogFiles;
import io.contee.model.Layout;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The files of a log that is not open for writing. */
final class RestingLog {

    private RestingLog() {}

    /** Returns the size of all files together. */
    static long bytes(Path log) throws IOException {
        return files(log).stream().mapToLong(LogFiles.Entry::size).sum();
    }

    /**
     * Deletes the oldest file.
     *
     * @return its size in bytes; 0 if there is none
     */
    static long dropOldest(Path log) throws IOException {
        List<LogFiles.Entry> files = files(log);
        if (files.isEmpty()) {
            return 0;
        }
        Files.deleteIfExists(files.get(0).path());
        return files.get(0).size();
    }

    private static List<LogFiles.Entry> files(Path log) throws IOException {
        try {
            return new LogFiles(List.of(log)).list();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /**
     * Returns the current files of all logs below a directory, except hidden ones; none if the directory does not
     * exist.
     */
    static List<Path> below(Path directory) throws IOException {
        List<Path> logs = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(directory)) {
            for (Path child : children) {
                if (child.getFileName().toString().startsWith(".")) {
                    continue;
                }
                if (Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    logs.addAll(below(child));
                } else if (Layout.isLog(child)) {
                    logs.add(child);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        return logs;
    }
}
