package io.contee.log.write;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The limit of all logs together, both the open ones and those that rest on the disk. A log reserves room before it
 * writes. While there is none, the oldest file of the largest log is deleted: a log that grows fast shrinks, and the
 * history of others stays. Any thread may call it; no log waits long for another that is busy with its files.
 */
final class LogQuota {

    /** The interval at which the resting logs, which others may delete, are counted again. */
    private static final long RECOUNT_MILLIS = 10_000;

    /** The files of a log, as the quota uses them. */
    interface Evictable {
        /**
         * Deletes the oldest file, and updates the count.
         *
         * @return false if there is none, or the log is busy with its files
         */
        boolean dropOldest() throws IOException;
    }

    /** The bytes of one log. Without a limit nothing is counted. */
    final class Share {

        private final Path log;
        private final AtomicLong bytes = new AtomicLong();

        /** The open log's files; null while the log rests. */
        private volatile @Nullable Evictable files;

        private Share(Path log) {
            this.log = log;
        }

        /** Returns whether the log's bytes are counted. */
        boolean isLimited() {
            return LogQuota.this.isLimited();
        }

        /** Sets the count to the size found of the log's files. */
        void set(long found) {
            sum.addAndGet(found - bytes.getAndSet(found));
        }

        /** Counts bytes that the log gained, or lost. */
        void add(long gained) {
            if (!isLimited()) {
                return;
            }
            bytes.addAndGet(gained);
            sum.addAndGet(gained);
        }

        /**
         * Reserves the bytes that the log is about to write, and makes room for them.
         *
         * @return false if room cannot be made: no larger log has a file to delete, and this one has no old file
         */
        boolean reserve(long wanted) throws IOException {
            if (tryReserve(wanted)) {
                return true;
            }
            recount();
            Set<Share> tried = new HashSet<>();
            while (!tryReserve(wanted)) {
                Optional<Share> largest = largestBut(tried);
                if (largest.isEmpty()) {
                    return false;
                }
                Share other = largest.get();
                boolean freed = other.dropOldest();
                if (!freed && other == this) {
                    return false;
                } else if (!freed) {
                    tried.add(other);
                }
            }
            return true;
        }

        /** Reserves the bytes that the log is about to write if there is room for them without deleting anything. */
        boolean tryReserve(long wanted) {
            if (!isLimited()) {
                return true;
            }
            if (sum.addAndGet(wanted) > limit) {
                sum.addAndGet(-wanted);
                return false;
            }
            bytes.addAndGet(wanted);
            return true;
        }

        private boolean dropOldest() throws IOException {
            Evictable open = files;
            return open != null ? open.dropOldest() : dropOldestOf(this);
        }

        /** Marks the log as closed; its files stay. */
        void rest() {
            files = null;
            if (!isLimited()) {
                shares.remove(log);
            }
        }
    }

    private final long limit;
    private final InstantSource clock;
    private final Map<Path, Share> shares = new ConcurrentHashMap<>();
    private final AtomicLong sum = new AtomicLong();
    private volatile long recounted = Long.MIN_VALUE / 2;

    /** @param limit the limit in bytes */
    LogQuota(long limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** Returns a quota without a limit. */
    static LogQuota unlimited() {
        return new LogQuota(Long.MAX_VALUE, InstantSource.system());
    }

    boolean isLimited() {
        return limit < Long.MAX_VALUE;
    }

    /** Returns the share of a log that is opened; that of a resting log is continued. */
    synchronized Share join(Path log, Evictable files) {
        Share share = shares.computeIfAbsent(key(log), Share::new);
        share.files = files;
        return share;
    }

    /** Counts a log that is on the disk and was not opened here, unless it is counted already. */
    synchronized void countResting(Path log) throws IOException {
        Path key = key(log);
        long bytes = shares.containsKey(key) ? 0 : RestingLog.bytes(key);
        if (bytes > 0) {
            Share share = new Share(key);
            shares.put(key, share);
            share.set(bytes);
        }
    }

    /** Has the resting logs counted again before a file is deleted for room, as some were moved. */
    void recountSoon() {
        recounted = Long.MIN_VALUE / 2;
    }

    private static Path key(Path log) {
        return log.toAbsolutePath().normalize();
    }

    /** Deletes the oldest file of a resting log. Synchronized against opening the log, which would use its files. */
    private synchronized boolean dropOldestOf(Share resting) throws IOException {
        if (resting.files != null) {
            return false;
        }
        long freed = RestingLog.dropOldest(resting.log);
        resting.add(-freed);
        return freed > 0;
    }

    private void recount() throws IOException {
        long now = clock.millis();
        if (now - recounted < RECOUNT_MILLIS && now >= recounted) {
            return;
        }
        recounted = now;
        for (Share share : List.copyOf(shares.values())) {
            recount(share);
        }
    }

    private synchronized void recount(Share share) throws IOException {
        if (share.files == null) {
            share.set(RestingLog.bytes(share.log));
            if (share.bytes.get() == 0) {
                shares.remove(share.log, share);
            }
        }
    }

    private Optional<Share> largestBut(Set<Share> tried) {
        return shares.values().stream()
                .filter(share -> !tried.contains(share))
                .max(Comparator.comparingLong(share -> share.bytes.get()));
    }
}
