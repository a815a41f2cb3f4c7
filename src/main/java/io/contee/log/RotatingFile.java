package io.contee.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The file that a log is written to: append only, 0640, never through a symbolic link, with a limit that its user keeps
 * by asking for {@link #room} and calling {@link #rotate}. Owned by the log's thread. After an IOException every method
 * may be called again.
 */
final class RotatingFile implements Closeable {

    private static final long CHECK_MILLIS = 1000;
    private static final Set<OpenOption> APPEND =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    private static final FileAttribute<?> FILE_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
    private static final FileAttribute<?> DIRECTORY_MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---"));

    private final Path path;
    private final long maxSize;
    private final Backups backups;
    private final Opener opener;

    /** Null after a failed rotation, until the file can be opened. */
    private @Nullable FileChannel channel;

    private @Nullable Object key;
    private long size;
    private long checkedMillis;
    private boolean closed;

    private RotatingFile(Path path, long maxSize, Backups backups, Opener opener) {
        this.path = path;
        this.maxSize = maxSize;
        this.backups = backups;
        this.opener = opener;
    }

    /** Opens a file for appending, and creates it if it is missing. */
    interface Opener {
        FileChannel open(Path path) throws IOException;
    }

    /** Opens the log at {@code path} to continue it, and brings its old files within the limit. */
    static RotatingFile open(Path path, long maxSize, int maxFiles, Backups backups) throws IOException {
        return open(path, maxSize, maxFiles, backups, file -> FileChannel.open(file, APPEND, FILE_MODE));
    }

    /** The same with another way to open files. */
    static RotatingFile open(Path path, long maxSize, int maxFiles, Backups backups, Opener opener) throws IOException {
        RotatingFile file = new RotatingFile(path, maxSize, backups, opener);
        file.openChannel();
        try {
            long all = maxFiles > 0 && maxSize > Long.MAX_VALUE / maxFiles ? Long.MAX_VALUE : maxSize * maxFiles;
            long old = file.size > maxSize ? all - file.size : all;
            backups.trim(Math.max(0, old));
            if (old < 0) {
                file.truncate(0);
            }
            return file;
        } catch (IOException | RuntimeException e) {
            try (file) {
                throw e;
            }
        }
    }

    /** How many bytes the file may still take. */
    long room() throws IOException {
        opened();
        return Math.max(0, maxSize - size);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Writes from position to limit. After a failure the position tells how much is on disk. */
    void write(ByteBuffer bytes) throws IOException {
        FileChannel out = opened();
        while (bytes.hasRemaining()) {
            size += out.write(bytes);
        }
    }

    /** Puts the file among the old ones and goes on in a new one. */
    void rotate() throws IOException {
        FileChannel full = channel;
        channel = null;
        if (full != null) {
            full.close();
        }
        if (!isMoved()) {
            backups.retire(path);
        }
        openChannel();
    }

    /** Whether the path no longer leads to the file; looks at most once a second. */
    boolean isMoved(long nowMillis) throws IOException {
        if (Math.abs(nowMillis - checkedMillis) < CHECK_MILLIS) {
            return false;
        }
        checkedMillis = nowMillis;
        return isMoved();
    }

    /** Whether the path no longer leads to the file. */
    boolean isMoved() throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (Objects.equals(attributes.fileKey(), key)) {
                size = attributes.size(); // someone may have truncated it
                return false;
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Goes on in the file that the path leads to, which is created if there is none. */
    void reopen() throws IOException {
        FileChannel old = channel;
        openChannel();
        if (old != null) {
            old.close();
        }
    }

    /** Cuts the file off. */
    void truncate(long newSize) throws IOException {
        opened().truncate(newSize);
        size = newSize;
    }

    long size() {
        return size;
    }

    /** The last bytes of the file, at most {@code count}. */
    byte[] tail(int count) throws IOException {
        try (FileChannel in = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(count, size));
            long start = size - bytes.capacity();
            while (bytes.hasRemaining() && in.read(bytes, start + bytes.position()) > 0) {}
            return bytes.array();
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
    }

    private FileChannel opened() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return channel != null && channel.isOpen() ? channel : openChannel();
    }

    private FileChannel openChannel() throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent(), DIRECTORY_MODE);
        refuseSpecialFile();
        FileChannel opened = opener.open(path);
        try {
            key = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            size = opened.size();
        } catch (IOException | RuntimeException e) {
            try (opened) {
                throw e;
            }
        }
        channel = opened;
        return opened;
    }

    /** Opening a FIFO would wait for a reader. */
    private void refuseSpecialFile() throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                String kind = attributes.isSymbolicLink()
                        ? "a symbolic link"
                        : attributes.isDirectory() ? "a directory" : "a device or FIFO";
                throw new FileSystemException(path.toString(), null, "it is " + kind + ", not a file");
            }
        } catch (NoSuchFileException e) {
            // it will be created
        }
    }
}
