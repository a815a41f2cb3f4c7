package io.contee.log;

import java.io.IOException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The limit of all open logs together. A log asks for room before it writes; where there is none the largest log gives
 * up its oldest file, again and again, so that a log which prints much shrinks and the history of others stays. Any
 * thread may call it; no log waits long for another that is busy with its files.
 */
final class LogQuota {

    /** A log's old files, as the quota sees them. */
    interface OldFiles {
        /**
         * Deletes the oldest one, and counts that.
         *
         * @return false if there is none, or the log is busy with them
         */
        boolean dropOldest() throws IOException;
    }

    /** What one log holds. */
    final class Share implements AutoCloseable {

        private final OldFiles files;
        private final AtomicLong bytes = new AtomicLong();

        private Share(OldFiles files) {
            this.files = files;
        }

        /** Counts what the log's files are found to hold. */
        void set(long found) {
            sum.addAndGet(found - bytes.getAndSet(found));
        }

        /** Counts bytes that the log gained, or lost. */
        void add(long gained) {
            bytes.addAndGet(gained);
            sum.addAndGet(gained);
        }

        /**
         * Counts what the log is about to write, once there is room for it.
         *
         * @return whether there is; if not, this is the largest log that could give up something, and has no old file
         */
        boolean reserve(long wanted) throws IOException {
            Set<Share> tried = new HashSet<>();
            while (!take(wanted)) {
                Optional<Share> largest = largestBut(tried);
                if (largest.isEmpty()) {
                    return false;
                }
                Share other = largest.get();
                boolean freed = other.files.dropOldest();
                if (!freed && other == this) {
                    return false;
                } else if (!freed) {
                    tried.add(other);
                }
            }
            return true;
        }

        private boolean take(long wanted) {
            if (sum.addAndGet(wanted) > limit) {
                sum.addAndGet(-wanted);
                return false;
            }
            bytes.addAndGet(wanted);
            return true;
        }

        /** Counts the log no more. */
        @Override
        public void close() {
            shares.remove(this);
            set(0);
        }
    }

    private final long limit;
    private final Set<Share> shares = ConcurrentHashMap.newKeySet();
    private final AtomicLong sum = new AtomicLong();

    /** @param limit in bytes */
    LogQuota(long limit) {
        this.limit = limit;
    }

    /** A share for one more log. */
    Share join(OldFiles files) {
        Share share = new Share(files);
        shares.add(share);
        return share;
    }

    private Optional<Share> largestBut(Set<Share> tried) {
        return shares.stream()
                .filter(share -> !tried.contains(share))
                .max(Comparator.comparingLong(share -> share.bytes.get()));
    }
}
