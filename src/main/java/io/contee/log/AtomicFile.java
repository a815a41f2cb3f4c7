package io.contee.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * Replaces files as a whole, in directories that may belong to somebody else. The content is written to a new file
 * beside the old one, which nobody can have prepared as a link and which has its mode from the beginning; it is on disk
 * before it is renamed. A reader sees either the old content or the new one. One thread replaces a file at a time.
 */
public final class AtomicFile {

    /** Readable by everybody: for files without guest output. */
    public static final Set<PosixFilePermission> PUBLIC = PosixFilePermissions.fromString("rw-r--r--");

    /** Readable by the owner alone. */
    public static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private AtomicFile() {}

    /**
     * Replaces a file, or creates it. Both survive a crash of the host: content and name are on disk when this returns.
     *
     * @param mode of the new file, less the bits that the umask clears
     * @throws IOException if it cannot be written; the old file is then unchanged
     */
    public static void replace(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
        replace(file, beside(file), content, mode, fresh -> {});
    }

    /** Changes the new file before it replaces the old one. */
    public interface Preparation {
        void prepare(Path fresh) throws IOException;
    }

    /**
     * Replaces a user's file, of which several processes may do so at the same time: the last one wins.
     *
     * @param preparation is called with the new file, which is complete and {@link #PRIVATE}; if it fails, the old file
     *     stays
     */
    public static void replace(Path file, byte[] content, Preparation preparation) throws IOException {
        Path fresh = file.resolveSibling(".contee-" + ProcessHandle.current().pid() + ".part");
        replace(file, fresh, content, PRIVATE, preparation);
    }

    private static void replace(
            Path file, Path fresh, byte[] content, Set<PosixFilePermission> mode, Preparation preparation)
            throws IOException {
        try {
            try (FileChannel channel = create(fresh, mode)) {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                preparation.prepare(fresh);
                channel.force(true);
            }
            rename(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /** Renames a file that is written and closed, within its directory, and replaces any file of that name. */
    public static void rename(Path fresh, Path file) throws IOException {
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel directory =
                FileChannel.open(Objects.requireNonNull(file.toAbsolutePath().getParent()), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    /**
     * Creates an empty file for writing. An existing file is removed; a link is removed, not followed.
     *
     * @param mode less the bits that the umask clears
     */
    public static FileChannel create(Path file, Set<PosixFilePermission> mode) throws IOException {
        Files.deleteIfExists(file);
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(mode));
    }

    /** Returns the hidden name under which the next content of a file is written. */
    public static Path beside(Path file) {
        return file.resolveSibling("." + file.getFileName() + ".part");
    }
}
