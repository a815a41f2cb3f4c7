package io.contee.log.write;

import io.contee.model.LogFileMode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens log files for appending, never through a symbolic link, and creates missing ones with a mode and an owner. */
final class FileAccess implements RotatingFile.Opener {

    private static final Set<OpenOption> APPEND = Set.of(StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);

    private final LogFileMode mode;

    FileAccess(LogFileMode mode) {
        this.mode = mode;
    }

    @Override
    public FileChannel open(Path path) throws IOException {
        Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent());
        TrustedPath.check(directory);
        createDirectories(directory);
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return FileChannel.open(path, APPEND);
        }
        try {
            FileChannel created = FileChannel.open(path, CREATE, PosixFilePermissions.asFileAttribute(mode.file()));
            try {
                adopt(path, mode.file());
                return created;
            } catch (IOException | RuntimeException e) {
                try (created) {
                    throw e;
                }
            }
        } catch (FileAlreadyExistsException e) {
            return FileChannel.open(path, APPEND);
        }
    }

    /** Creates a directory and those above it, unless they exist. */
    void createDirectories(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (@Nullable Path path = directory; path != null && !Files.exists(path); path = path.getParent()) {
            missing.push(path);
        }
        for (Path path : missing) {
            try {
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(mode.directory()));
                adopt(path, mode.directory());
            } catch (FileAlreadyExistsException e) {
                // another log made it meanwhile; if it is not a directory, opening the file fails with the reason
            }
        }
    }

    /** Sets the mode and the owner; the umask may have removed permissions. */
    private void adopt(Path path, Set<PosixFilePermission> permissions) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
        view.setPermissions(permissions);
        if (mode.owner().isPresent()) {
            view.setOwner(names.lookupPrincipalByName(mode.owner().get()));
        }
        if (mode.group().isPresent()) {
            view.setGroup(names.lookupPrincipalByGroupName(mode.group().get()));
        }
    }

    /** Fails if a path does not lead to a regular file; opening a FIFO would wait for a reader. */
    static void refuseSpecialFile(Path path) throws IOException {
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (FileSystemException e) {
            return; // it will be created, or opening fails with the reason
        }
        if (!attributes.isRegularFile()) {
            String kind = attributes.isSymbolicLink()
                    ? "a symbolic link"
                    : attributes.isDirectory() ? "a directory" : "a device or FIFO";
            throw new FileSystemException(path.toString(), null, "it is " + kind + ", not a file");
        }
    }
}
