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
 * The limit of all logs together, of those that are open and of those that rest on the disk. A log asks for room before
 * it writes; where there is none the largest log gives up its oldest file, again and again, so that a log which prints
 * much shrinks and the history of others stays. Any thread may call it; no log waits long for another that is busy with
 * its files.
 */
final class LogQuota {

    /** How often the logs that rest are looked at, which others may delete. */
    private static final long RECOUNT_MILLIS = 10_000;

    /** A log's files, as the quota sees them. */
    interface Evictable {
        /**
         * Deletes the oldest one, and counts that.
         *
         * @return false if there is none, or the log is busy with them
         */
        boolean dropOldest() throws IOException;
    }

    /** What one log holds. Nothing is counted where there is no limit. */
    final class Share {

        private final Path log;
        private final AtomicLong bytes = new AtomicLong();

        /** Null while the log rests. */
        private volatile @Nullable Evictable files;

        private Share(Path log) {
            this.log = log;
        }

        /** Whether what the log holds counts. */
        boolean isLimited() {
            return LogQuota.this.isLimited();
        }

        /** Counts what the log's files are found to hold. */
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
         * Counts what the log is about to write, once there is room for it.
         *
         * @return whether there is; if not, this is the largest log that could give up something, and has no old file
         */
        boolean reserve(long wanted) throws IOException {
            if (take(wanted)) {
                return true;
            }
            recount();
            Set<Share> tried = new HashSet<>();
            while (!take(wanted)) {
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

        /** Counts what the log is about to write if there is room for it, and nobody has to give up anything. */
        boolean take(long wanted) {
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

        /** The log is closed; its files stay. */
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

    /** @param limit in bytes */
    LogQuota(long limit, InstantSource clock) {
        this.limit = limit;
        this.clock = clock;
    }

    /** None. */
    static LogQuota unlimited() {
        return new LogQuota(Long.MAX_VALUE, InstantSource.system());
    }

    boolean isLimited() {
        return limit < Long.MAX_VALUE;
    }

    /** The share of a log that is opened; one that rested goes on. */
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

    private static Path key(Path log) {
        return log.toAbsolutePath().normalize();
    }

    /** Not while one is opened: its files would be in use. */
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
