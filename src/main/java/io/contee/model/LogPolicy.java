package io.contee.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The settings of one log. Its files never hold more than {@code maxSize × (1 + maxFiles)} bytes together. Empty values
 * come from a more general policy, see {@link #or}.
 *
 * @param maxSize the limit of each file, at least {@link #MIN_SIZE}
 * @param maxFiles the number of rotated files that are kept, without the current one, 0 to {@link #MAX_FILES}
 * @param rotate the time at which a new file is started
 * @param sync the time at which the log is forced to the disk
 * @param format the format of records, where the log has records
 * @param lineEnd the handling of {@code \r\n} in records; by default that of the format
 * @param gzip whether old files are compressed, as far as the limit leaves room for both forms of one file
 * @param subDir a directory between the log's own and its file
 */
public record LogPolicy(
        ByteSize maxSize,
        int maxFiles,
        Optional<LogRotation> rotate,
        Optional<LogSync> sync,
        Optional<LogFormat> format,
        Optional<LineEnd> lineEnd,
        Optional<Boolean> gzip,
        Optional<String> subDir) {

    /** The smallest limit of a file: the longest record of a pod log fits into it. */
    public static final ByteSize MIN_SIZE = new ByteSize(128 << 10);

    /** The most rotated files that one log may keep. */
    public static final int MAX_FILES = 1000;

    private static final Pattern SUB_DIR =
            Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,62}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,62}){0,7}");

    /** @throws ConteeException if a value is out of range */
    public LogPolicy {
        if (maxSize.bytes() < MIN_SIZE.bytes()) {
            throw new ConteeException("maxSize " + maxSize + " is too small: give at least " + MIN_SIZE);
        }
        if (maxFiles < 0 || maxFiles > MAX_FILES) {
            throw new ConteeException("maxFiles " + maxFiles + " is out of range: give 0 to " + MAX_FILES);
        }
        if (subDir.isPresent() && !SUB_DIR.matcher(subDir.get()).matches()) {
            throw new ConteeException(
                    "subDir " + OneLine.quoted(subDir.get())
                            + " is not a relative directory: give names of letters, digits, '.', '_' and '-', with '/' between");
        }
    }

    /** Makes a policy with only the sizes. */
    public LogPolicy(ByteSize maxSize, int maxFiles) {
        this(
                maxSize,
                maxFiles,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns the same policy, with empty values filled in from {@code general}. */
    public LogPolicy or(LogPolicy general) {
        return new LogPolicy(
                maxSize,
                maxFiles,
                rotate.or(general::rotate),
                sync.or(general::sync),
                format.or(general::format),
                lineEnd.or(general::lineEnd),
                gzip.or(general::gzip),
                subDir.or(general::subDir));
    }

    /** Returns the same policy with another limit. */
    public LogPolicy withLimit(ByteSize newMaxSize, int newMaxFiles) {
        return new LogPolicy(newMaxSize, newMaxFiles, rotate, sync, format, lineEnd, gzip, subDir);
    }

    /** Returns the same policy with another rotation. */
    public LogPolicy withRotate(LogRotation newRotate) {
        return new LogPolicy(maxSize, maxFiles, Optional.of(newRotate), sync, format, lineEnd, gzip, subDir);
    }

    /**
     * Returns the same policy for a pod log, with the format and compression of {@code own}, the domain's own policy.
     */
    public LogPolicy forPodLog(Optional<LogPolicy> own) {
        return new LogPolicy(
                maxSize,
                maxFiles,
                rotate,
                sync,
                own.flatMap(LogPolicy::format).or(this::format),
                lineEnd,
                own.flatMap(LogPolicy::gzip).or(this::gzip),
                subDir);
    }
}
