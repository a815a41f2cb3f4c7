package io.contee.log.read;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place at which a reader stopped, for one that continues later. The file is recognised by its beginning, under any
 * name, compressed or not.
 *
 * @param log the name of the log's current file, such as {@code 3.log}
 * @param headLength the number of hashed bytes at the file's beginning, at most {@value #HEAD}
 * @param headHash the hash of these bytes, in hexadecimal digits
 * @param key a hash of the file's identity on its disk, which distinguishes files with the same beginning
 * @param position the position in the uncompressed file of the first byte that was not read
 * @param time the time of the last record that was read; empty before the first one, and in a raw log
 */
public record LogCursor(String log, int headLength, String headHash, int key, long position, Optional<Instant> time) {

    static final int HEAD = 512;

    private static final Pattern TEXT = Pattern.compile(
            "1,([0-9]{1,3}),([0-9a-f]{16}),(-?[0-9]{1,9}),([0-9]{1,18}),([-+0-9TZ:.]*),([^/\\p{Cntrl}]*)");

    /**
     * Returns the place before all content of a log.
     *
     * @param log the name of the log's current file; of a pod log, the name of the first attempt's
     */
    public static LogCursor before(String log) {
        return new LogCursor(log, 0, hash(new byte[0]), 0, 0, Optional.empty());
    }

    /** Returns whether this is the place before all content that the log has or had. */
    public boolean isBeforeAll() {
        return headLength == 0;
    }

    /** Returns a cursor at the beginning of a file, recognised by at most {@code length} bytes. */
    static LogCursor of(String log, LogFile file, Object key, int length) throws IOException {
        byte[] head = file.bytes(0, length);
        return new LogCursor(log, head.length, hash(head), keyHash(key), 0, Optional.empty());
    }

    private static int keyHash(Object key) {
        return key.hashCode() % 1_000_000_000;
    }

    boolean isKeyOf(Object fileKey) {
        return key == keyHash(fileKey);
    }

    /** Returns whether this is a place in the file. */
    boolean isIn(LogFile file) throws IOException {
        byte[] head = file.bytes(0, headLength);
        return head.length == headLength && hash(head).equals(headHash);
    }

    /** Returns a later place in the same file. */
    LogCursor at(long newPosition, Optional<Instant> newTime) {
        return new LogCursor(log, headLength, headHash, key, newPosition, newTime);
    }

    private static String hash(byte[] head) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(head);
            return HexFormat.of().formatHex(digest, 0, Long.BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }

    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws ConteeException if it is not a cursor
     */
    public static LogCursor parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        try {
            if (matcher.matches()) {
                return new LogCursor(
                        matcher.group(6),
                        Integer.parseInt(matcher.group(1)),
                        matcher.group(2),
                        Integer.parseInt(matcher.group(3)),
                        Long.parseLong(matcher.group(4)),
                        Optional.of(matcher.group(5))
                                .filter(time -> !time.isEmpty())
                                .map(Instant::parse));
            }
        } catch (DateTimeException e) {
            // it is not a cursor
        }
        throw new ConteeException("cursor " + OneLine.quoted(text) + " is not valid: give one that contee gave");
    }

    /** Returns one line of printable characters, which {@link #parse} reads back. */
    @Override
    public String toString() {
        return String.join(
                ",",
                "1",
                Integer.toString(headLength),
                headHash,
                Integer.toString(key),
                Long.toString(position),
                time.map(Instant::toString).orElse(""),
                log);
    }
}
