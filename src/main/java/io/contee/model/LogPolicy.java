package io.contee.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How one log is kept. Its files never hold more than {@code maxSize × (1 + maxFiles)} bytes together. What is left
 * empty is for a more general policy to say, see {@link #or}.
 *
 * @param maxSize the limit of each file, at least {@link #MIN_SIZE}
 * @param maxFiles how many rotated files are kept besides the current one, 0 to {@link #MAX_FILES}
 * @param rotate when a new file is begun
 * @param sync when the log is forced to the disk
 * @param format how records are written, where the log has records
 * @param lineEnd what becomes of {@code \r\n} in records; else as the format has it
 * @param gzip whether old files are compressed, as far as the limit leaves room for both forms of one at once
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

    /** @throws ConteeException if a value is out of its range */
    public LogPolicy {
        if (maxSize.bytes() < MIN_SIZE.bytes()) {
            throw new ConteeException("maxSize " + maxSize + " is too small: give at least " + MIN_SIZE);
        }
        if (maxFiles < 0 || maxFiles > MAX_FILES) {
            throw new ConteeException("maxFiles " + maxFiles + " is out of range: give 0 to " + MAX_FILES);
        }
        if (subDir.isPresent() && !SUB_DIR.matcher(subDir.get()).matches()) {
            throw new ConteeException("subDir " + OneLine.quoted(subDir.get())
                    + " is no relative directory: give names of letters, digits, '.', '_' and '-', with '/' between");
        }
    }

    /** A policy of sizes alone. */
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

    /** The same with what is left empty taken from {@code general}. */
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

    /** The same with another limit. */
    public LogPolicy withLimit(ByteSize newMaxSize, int newMaxFiles) {
        return new LogPolicy(newMaxSize, newMaxFiles, rotate, sync, format, lineEnd, gzip, subDir);
    }

    /** The same, rotated otherwise. */
    public LogPolicy withRotate(LogRotation newRotate) {
        return new LogPolicy(maxSize, maxFiles, Optional.of(newRotate), sync, format, lineEnd, gzip, subDir);
    }

    /** The same for a pod log, where {@code own}, which a domain says of its logs, has its say. */
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
