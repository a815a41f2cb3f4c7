package io.contee.log.write;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The old files of one log, and what it holds in all. Three come here: the log's thread, which adds to them; other
 * logs' threads, where the room of all is short; and the thread that compresses. Whoever changes the files holds the
 * lock.
 */
final class OldFiles implements LogQuota.Evictable {

    /** How long another log waits for this one to be done with its files. */
    private static final long BUSY_MILLIS = 10;

    private final Backups backups;
    private final FileRules rules;
    private final OldFileGzip gzip;
    private final LogQuota.Share share;
    private final ReentrantLock lock = new ReentrantLock();

    /** What the current file holds, or will once a write that has begun is done. */
    private volatile long current;

    /** What a compressed file holds that is not whole yet. Written with the lock. */
    private final AtomicLong unfinished = new AtomicLong();

    OldFiles(Path log, Backups backups, FileRules rules, RotatingFile.Opener opener, LogQuota quota, Executor thread) {
        this.backups = backups;
        this.rules = rules;
        this.gzip = new OldFileGzip(this, log, opener, thread);
        this.share = quota.join(log, this);
    }

    /** Something done to files under the lock. */
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
     * Removes what a crash left, and what is beyond the limit.
     *
     * @param size of the current file
     * @return false if the current file has no room beside nothing
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

    /** Does what moves the current file among the old ones; {@code action} gives the size of the one after it. */
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

    /** Has the old files compressed that are not, in a while. */
    void compress() {
        if (rules.gzip() && rules.maxFiles() > 0) {
            gzip.start();
        }
    }

    /** Called by the log's thread before each write: what is being compressed gives way where the limit asks for it. */
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

    /** Whether a compressed file may grow by so many bytes, which are counted then. Called with the lock. */
    boolean growUnfinished(int bytes) throws IOException {
        unfinished.addAndGet(bytes); // before the look at what the log's thread is about to write
        if (sum() <= rules.maxBytes() && share.take(bytes)) {
            return true;
        }
        unfinished.addAndGet(-bytes);
        return false;
    }

    /** Counts a compressed file as one of the others, or no more if {@code kept} is false. Called with the lock. */
    void endUnfinished(boolean kept) {
        long bytes = unfinished.getAndSet(0);
        share.add(kept ? 0 : -bytes);
    }

    /** Counts what was deleted. */
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
            share.add(-freed); // before the next count of what is there
            return freed > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more is done to the files; they are counted as long as they are there. */
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
