package io.contee.log;

import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.LogSync;

/**
 * What a {@link RotatingFile} has to know of its policy.
 *
 * @param maxSize the limit of a file in bytes
 * @param maxFiles how many old files are kept
 */
record FileRules(long maxSize, int maxFiles, LogRotation rotate, LogSync sync) {

    /** Rotation by size. */
    FileRules(long maxSize, int maxFiles) {
        this(maxSize, maxFiles, LogRotation.SIZE, LogSync.NEVER);
    }

    static FileRules of(LogPolicy policy) {
        LogRotation rotate = policy.rotate().orElse(LogRotation.SIZE);
        return new FileRules(
                policy.maxSize().bytes(),
                rotate == LogRotation.TRUNCATE ? 0 : policy.maxFiles(),
                rotate,
                policy.sync().orElse(LogSync.NEVER));
    }

    /** How many bytes the old files may hold together. */
    long maxOldBytes() {
        return maxFiles > 0 && maxSize > Long.MAX_VALUE / maxFiles ? Long.MAX_VALUE : maxSize * maxFiles;
    }

    /** Which hour or day it is, or 0 where that does not matter. */
    long period(long millis) {
        return switch (rotate) {
            case HOURLY -> Math.floorDiv(millis, 3_600_000L);
            case DAILY -> Math.floorDiv(millis, 86_400_000L);
            case SIZE, TRUNCATE -> 0;
        };
    }
}
