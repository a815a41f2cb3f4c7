package io.contee.log.write;

import io.contee.model.LogRotation;
import io.contee.model.LogSync;
import io.contee.stats.LogCounters;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only file that a log is written to. Its user keeps the limit by asking for {@link #room} and calling
 * {@link #rotate}. Owned by the log's thread. After an IOException every method may be called again.
 */
final class RotatingFile implements Closeable {

    private static final long CHECK_MILLIS = 1000;
    private static final Logger LOG = LoggerFactory.getLogger(RotatingFile.class);

    private final Path path;
    private final FileRules rules;
    private final Opener opener;
    private final OldFiles old;
    private final LogCounters counters;

    /** The open file; null after a failed rotation, until the file can be opened. */
    private @Nullable FileChannel channel;

    private @Nullable Object key;
    private long inode;
    private long size;
    private long checkedMillis;

    /** The hour or day of the last output. */
    private long period;

    private boolean unsynced;
    private boolean closed;

    private RotatingFile(Path path, FileRules rules, Opener opener, OldFiles old, LogCounters counters) {
        this.path = path;
        this.rules = rules;
        this.opener = opener;
        this.old = old;
        this.counters = counters;
    }

    /** Opens a file for appending, and creates the file and its directory if they are missing. */
    interface Opener {
        FileChannel open(Path path) throws IOException;
    }

    /** Opens the log at {@code path} to continue it, and trims its old files to the limit. */
    static RotatingFile open(Path path, FileRules rules, Backups backups, Opener opener) throws IOException {
        return open(path, rules, backups, opener, LogQuota.unlimited(), OldFileGzip.newThread(), new LogCounters());
    }

    /** Opens a log that shares a quota, and the thread that compresses old files, with others. */
    static RotatingFile open(
            Path path,
            FileRules rules,
            Backups backups,
            Opener opener,
            LogQuota quota,
            Executor gzip,
            LogCounters counters)
            throws IOException {
        RotatingFile file = new RotatingFile(
                path, rules, opener, new OldFiles(path, backups, rules, opener, quota, gzip), counters);
        try {
            file.openChannel();
            if (!file.old.open(file.size)) {
                file.truncate(0);
            }
            file.old.compress();
            return file;
        } catch (IOException | RuntimeException e) {
            try (file) {
                throw e;
            }
        }
    }

    /** Returns whether the file belongs to an earlier hour or day, so the next output needs a new file. */
    boolean isDue(long nowMillis) {
        long now = rules.period(nowMillis);
        boolean due = size > 0 && period != now;
        if (!due) {
            period = now;
        }
        return due;
    }

    /** Returns the number of bytes that still fit into the file. */
    long room() throws IOException {
        opened();
        return Math.max(0, rules.maxSize() - size);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /**
     * Writes from position to limit. After a failure the position shows how much is on disk. If the quota has no room
     * for the bytes, the file is emptied first.
     */
    void write(ByteBuffer bytes) throws IOException {
        FileChannel out = opened();
        reserve(bytes.remaining());
        old.grow(size + bytes.remaining());
        try {
            while (bytes.hasRemaining()) {
                size += write(out, bytes);
                unsynced = rules.sync() != LogSync.NEVER;
            }
        } catch (IOException e) {
            letGo(out);
            throw e;
        } finally {
            old.shrink(bytes.remaining());
        }
        if (rules.sync() == LogSync.RECORD) {
            sync();
        }
    }

    private static int write(FileChannel out, ByteBuffer bytes) throws IOException {
        try {
            return out.write(bytes);
        } catch (IOException e) {
            if (out.isOpen() && Removal.await()) { // a full disk may have space now
                return out.write(bytes);
            }
            throw e;
        }
    }

    /**
     * Closes a file after a failure: its disk can then be unmounted, and writing continues on the disk that replaces
     * it.
     */
    private void letGo(FileChannel failed) {
        channel = null;
        try (failed) {
            LOG.debug("{} has failed", path);
        } catch (IOException e) {
            LOG.debug("closing {}", path, e);
        }
    }

    private void reserve(int bytes) throws IOException {
        LogQuota.Share share = old.share();
        if (share.reserve(bytes)) {
            return;
        }
        long held = size;
        opened().truncate(0);
        size = 0;
        // The file's bytes are not returned to the quota first, or another log might reserve them.
        if (bytes > held && !share.reserve(bytes - held)) {
            share.add(-held);
            throw new IOException("the logs of all guests together have reached their limit (totalLogSize)");
        } else if (bytes <= held) {
            share.add(bytes - held);
        }
    }

    /** Returns whether written bytes are yet to be forced to the disk. */
    boolean isUnsynced() {
        return unsynced;
    }

    /** Forces written bytes to the disk where the policy requires it. */
    void sync() throws IOException {
        if (unsynced && channel != null) {
            channel.force(false);
            unsynced = false;
        }
    }

    /** Makes the file an old one and continues in a new one, or empties it. */
    void rotate() throws IOException {
        sync();
        if (rules.rotate() == LogRotation.TRUNCATE) {
            truncate(0);
            counters.rotations().add(1);
            return;
        }
        FileChannel full = channel;
        channel = null;
        if (full != null) {
            full.close();
        }
        old.change(() -> {
            if (!isMoved()) {
                old.retire(path);
            }
            openChannel();
            return size;
        });
        counters.rotations().add(1);
    }

    /** Returns whether the file's content is kept when it is rotated. */
    boolean keepsOldFiles() {
        return rules.rotate() != LogRotation.TRUNCATE && rules.maxFiles() > 0;
    }

    /** Returns the log's counters. */
    LogCounters counters() {
        return counters;
    }

    /** Returns whether the path no longer leads to the file; checks at most once a second. */
    boolean isMoved(long nowMillis) throws IOException {
        if (Math.abs(nowMillis - checkedMillis) < CHECK_MILLIS) {
            return false;
        }
        checkedMillis = nowMillis;
        return isMoved();
    }

    /** Returns whether the path no longer leads to the file. */
    boolean isMoved() throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (Objects.equals(attributes.fileKey(), key)) {
                size = attributes.size(); // another process may have truncated it
                return false;
            }
            return true;
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    /** Continues in the file that the path leads to, which is created if there is none. */
    void reopen() throws IOException {
        sync();
        FileChannel former = channel;
        openChannel();
        if (former != null) {
            former.close();
        }
        old.change(() -> {
            old.trim(); // the previous file may be an old one now
            return size;
        });
    }

    /** Cuts off the last bytes written, unless the file was closed after a failure and replaced by another. */
    void cutLast(int bytes) throws IOException {
        if (channel != null || !isMoved()) {
            truncate(size - bytes);
        }
    }

    /** Truncates the file. */
    void truncate(long newSize) throws IOException {
        opened().truncate(newSize);
        old.shrink(size - newSize);
        size = newSize;
    }

    long size() {
        return size;
    }

    long inode() {
        return inode;
    }

    /** Returns the last bytes of the file, at most {@code count}. */
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
        try {
            old.close();
        } finally {
            FileChannel open = channel;
            if (open != null) {
                try (open) {
                    sync();
                } finally {
                    channel = null;
                }
            }
        }
    }

    private FileChannel opened() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        return channel != null && channel.isOpen() ? channel : openChannel();
    }

    private FileChannel openChannel() throws IOException {
        FileAccess.refuseSpecialFile(path);
        FileChannel opened = opener.open(path);
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            key = attributes.fileKey();
            inode = (long) Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
            size = opened.size();
            period = rules.period(attributes.lastModifiedTime().toMillis());
        } catch (IOException | RuntimeException e) {
            try (opened) {
                throw e;
            }
        }
        channel = opened;
        return opened;
    }
}
