package io.contee.model;

/**
 * The limit of one log. Its files never hold more than {@code maxSize × (1 + maxFiles)} bytes together.
 *
 * @param maxSize the limit of each file, at least {@link #MIN_SIZE}
 * @param maxFiles how many rotated files are kept besides the current one, 0 to {@link #MAX_FILES}
 */
public record LogPolicy(ByteSize maxSize, int maxFiles) {

    /** The smallest limit of a file: the longest record of a pod log fits into it. */
    public static final ByteSize MIN_SIZE = new ByteSize(128 << 10);

    /** The most rotated files that one log may keep. */
    public static final int MAX_FILES = 1000;

    /** @throws ConteeException if a value is out of its range */
    public LogPolicy {
        if (maxSize.bytes() < MIN_SIZE.bytes()) {
            throw new ConteeException("maxSize " + maxSize + " is too small: give at least " + MIN_SIZE);
        }
        if (maxFiles < 0 || maxFiles > MAX_FILES) {
            throw new ConteeException("maxFiles " + maxFiles + " is out of range: give 0 to " + MAX_FILES);
        }
    }
}
