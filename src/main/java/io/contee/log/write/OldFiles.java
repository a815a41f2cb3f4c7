package io.contee.log.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The old files of one log, and the log's total size. Three kinds of threads call it: the log's thread, which adds
 * files; other logs' threads, when all logs together are short of room; and the thread that compresses. Files are
 * changed with the lock held.
 */
final class OldFiles implements LogQuota.Evictable {

    /** The time that another log waits for this one to finish with its files. */
    private static final long BUSY_MILLIS = 10;

    private final Backups backups;
    private final FileRules rules;
    private final OldFileGzip gzip;
    private final LogQuota.Share share;
    private final ReentrantLock lock = new ReentrantLock();

    /** The size of the current file, with any write in progress. */
    private volatile long current;

    /** The size of an incomplete compressed file. Written with the lock held. */
    private final AtomicLong unfinished = new AtomicLong();

    OldFiles(Path log, Backups backups, FileRules rules, RotatingFile.Opener opener, LogQuota quota, Executor thread) {
        this.backups = backups;
        this.rules = rules;
        this.gzip = new OldFileGzip(this, log, opener, thread);
        this.share = quota.join(log, this);
    }

    /** An action on files with the lock held. */
    interface Action<T> {
        T run() throws IOException;
    }

    <T> T locked(Action<T> action) throws IOException {
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes the files that a crash left, and those beyond the limit.
     *
     * @param size the size of the current file
     * @return false if the current file alone is over the limit of all files
     */
    boolean open(long size) throws IOException {
        return locked(() -> {
            gzip.clean(backups.newestFirst());
            long most = size > rules.maxSize() ? rules.maxOldBytes() - size : rules.maxOldBytes();
            backups.trim(Math.max(0, most));
            count(size);
            return most >= 0;
        });
    }

    /**
     * Runs an action that makes the current file an old one; {@code action} returns the size of the new current file.
     */
    void change(Action<Long> action) throws IOException {
        locked(() -> {
            count(action.run());
            return true;
        });
        compress();
    }

    private void count(long size) throws IOException {
        current = size;
        if (share.isLimited()) {
            share.set(size + backups.bytes() + unfinished.get());
        }
    }

    /** Starts compression of the uncompressed old files in the background. */
    void compress() {
        if (rules.gzip() && rules.maxFiles() > 0) {
            gzip.start();
        }
    }

    /**
     * Discards the compressed file in progress if the limit requires it. Called by the log's thread before each write.
     */
    void grow(long size) throws IOException {
        current = size;
        if (unfinished.get() > 0) {
            locked(() -> {
                if (sum() > rules.maxBytes()) {
                    gzip.discard();
                }
                return true;
            });
        }
    }

    /**
     * Returns whether an incomplete compressed file may grow by some bytes, and if so counts them. Called with the lock
     * held.
     */
    boolean growUnfinished(int bytes) throws IOException {
        unfinished.addAndGet(bytes); // before reading what the log's thread is about to write
        if (sum() <= rules.maxBytes() && share.tryReserve(bytes)) {
            return true;
        }
        unfinished.addAndGet(-bytes);
        return false;
    }

    /** Counts a compressed file as an old file, or no longer if {@code kept} is false. Called with the lock held. */
    void endUnfinished(boolean kept) {
        long bytes = unfinished.getAndSet(0);
        share.add(kept ? 0 : -bytes);
    }

    /** Subtracts bytes that were deleted. */
    void shrink(long bytes) {
        share.add(-bytes);
    }

    private long sum() throws IOException {
        return current + backups.bytes() + unfinished.get();
    }

    List<Path> newestFirst() throws IOException {
        return backups.newestFirst();
    }

    void retire(Path file) throws IOException {
        backups.retire(file);
    }

    void trim() throws IOException {
        backups.trim(rules.maxOldBytes());
    }

    LogQuota.Share share() {
        return share;
    }

    @Override
    public boolean dropOldest() throws IOException {
        try {
            if (!lock.tryLock(BUSY_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            long freed = backups.dropOldest();
            share.add(-freed); // before the files are counted again
            return freed > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Stops changing the files; they are counted while they exist. */
    void close() throws IOException {
        try {
            locked(() -> {
                gzip.end();
                return true;
            });
        } finally {
            share.rest();
        }
    }
}
