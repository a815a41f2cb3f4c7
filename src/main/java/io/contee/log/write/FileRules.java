package io.contee.log.write;

import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.LogSync;

/**
 * The part of a log's policy that a {@link RotatingFile} applies.
 *
 * @param maxSize the limit of a file in bytes
 * @param maxFiles the number of old files that are kept
 * @param gzip whether old files are compressed
 */
record FileRules(long maxSize, int maxFiles, LogRotation rotate, LogSync sync, boolean gzip) {

    /** Makes rules for rotation by size. */
    FileRules(long maxSize, int maxFiles) {
        this(maxSize, maxFiles, LogRotation.SIZE, LogSync.NEVER);
    }

    /** Makes rules that leave old files uncompressed. */
    FileRules(long maxSize, int maxFiles, LogRotation rotate, LogSync sync) {
        this(maxSize, maxFiles, rotate, sync, false);
    }

    static FileRules of(LogPolicy policy) {
        LogRotation rotate = policy.rotate()
                .map(given -> given == LogRotation.TRUNCATE_PODS ? LogRotation.TRUNCATE : given)
                .orElse(LogRotation.SIZE);
        return new FileRules(
                policy.maxSize().bytes(),
                rotate == LogRotation.TRUNCATE ? 0 : policy.maxFiles(),
                rotate,
                policy.sync().orElse(LogSync.NEVER),
                policy.gzip().orElse(false));
    }

    /** Returns the limit of all old files together, in bytes. */
    long maxOldBytes() {
        return maxSize > Long.MAX_VALUE / (maxFiles + 1) ? Long.MAX_VALUE - maxSize : maxSize * maxFiles;
    }

    /** Returns the limit of all files together, in bytes. */
    long maxBytes() {
        return maxOldBytes() + maxSize;
    }

    /** Returns the number of the hour or day, or 0 where that does not matter. */
    long period(long millis) {
        return switch (rotate) {
            case HOURLY -> Math.floorDiv(millis, 3_600_000L);
            case DAILY -> Math.floorDiv(millis, 86_400_000L);
            case SIZE, TRUNCATE, TRUNCATE_PODS -> 0;
        };
    }
}
