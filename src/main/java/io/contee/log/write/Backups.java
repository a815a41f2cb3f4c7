package io.contee.log.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * The old files of one log, compressed or not: their naming, and the number of them that is kept. Room is always made
 * first: the log's limit holds at every instant. {@link OldFiles} documents who may call it when.
 */
interface Backups {

    /** Returns the old files, the newest first. */
    List<Path> newestFirst() throws IOException;

    /** Makes {@code current} the newest old file, or deletes it if none is kept. */
    void retire(Path current) throws IOException;

    /** Returns the number of files that are kept. */
    int maxFiles();

    /**
     * Deletes files beyond the limit, such as those that a larger limit left.
     *
     * @param maxBytes the most bytes of all old files together
     */
    default void trim(long maxBytes) throws IOException {
        long bytes = 0;
        int count = 0;
        for (Path file : newestFirst()) {
            bytes += size(file);
            if (++count > maxFiles() || bytes > maxBytes) {
                Removal.remove(file);
            }
        }
    }

    /** Returns the size of all old files together, in bytes. */
    default long bytes() throws IOException {
        long bytes = 0;
        for (Path file : newestFirst()) {
            bytes += size(file);
        }
        return bytes;
    }

    /**
     * Deletes the oldest file.
     *
     * @return its size in bytes; 0 if there is none
     */
    default long dropOldest() throws IOException {
        List<Path> files = newestFirst();
        if (files.isEmpty()) {
            return 0;
        }
        Path oldest = files.get(files.size() - 1);
        long bytes = size(oldest);
        Removal.remove(oldest);
        return bytes;
    }

    private static long size(Path file) throws IOException {
        try {
            return Files.size(file);
        } catch (NoSuchFileException e) {
            return 0; // the kubelet compresses and deletes old files at the same time
        }
    }
}
