package io.contee.log.write;

import io.contee.log.RotatedNames;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The files of a log whose writer was killed, relative to the log's known state before the writer's last call: the
 * inode and the size of the file that it wrote. Nothing may write to the log meanwhile or have it open.
 */
public final class KilledLog {

    private KilledLog() {}

    /**
     * Returns the number of bytes appended to a raw log since then, across rotations.
     *
     * @param log its current file
     * @throws IOException if the files cannot be examined
     */
    public static long grownBy(Path log, long inode, long size) throws IOException {
        RotatedNames names = new RotatedNames(log);
        long newer = 0;
        Path file = log;
        for (int i = 0; ; i++) {
            Optional<Long> held = size(file);
            if (held.isPresent() && inode(file) == inode) {
                // Rotation by truncation leaves a file that holds less.
                return newer + (held.get() >= size ? held.get() - size : held.get());
            }
            if (held.isEmpty() && i > 0) {
                return size(log).orElse(0L); // that file is gone: the current one was created since
            }
            newer += held.orElse(0L);
            file = names.numbered(i);
        }
    }

    /**
     * Removes the bytes appended to a log since then, from any file of the log.
     *
     * @param log its current file
     * @return false if it was not possible: that file is gone, or compressed
     * @throws IOException if the files cannot be changed
     */
    public static boolean rollBack(Path log, long inode, long size) throws IOException {
        Optional<Path> written = file(log, inode);
        if (written.isEmpty()) {
            return false;
        }
        if (!written.get().equals(log)) {
            Files.move(written.get(), log, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        }
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            boolean whole = channel.size() >= size; // otherwise it was truncated in place
            if (channel.size() > size) {
                channel.truncate(size);
            }
            return whole;
        }
    }

    /** Returns the log's file with an inode, which may have been rotated. */
    private static Optional<Path> file(Path log, long inode) throws IOException {
        if (size(log).isPresent() && inode(log) == inode) {
            return Optional.of(log);
        }
        String name = log.getFileName().toString();
        int dot = name.lastIndexOf('.');
        String stem = dot > 0 ? name.substring(0, dot) : name;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                log.resolveSibling("."), file -> file.getFileName().toString().startsWith(stem))) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && inode(file) == inode) {
                    return Optional.of(log.resolveSibling(file.getFileName()));
                }
            }
        } catch (NoSuchFileException e) {
            // its directory is gone too
        }
        return Optional.empty();
    }

    private static long inode(Path file) throws IOException {
        return (long) Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    private static Optional<Long> size(Path file) throws IOException {
        try {
            return Optional.of((long) Files.getAttribute(file, "unix:size", LinkOption.NOFOLLOW_LINKS));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
