package io.contee.log.format;

import io.contee.model.OneLine;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A line of contee's own in a guest's output: {@code [contee: 12 bytes lost at 2026-11-21T02:03:04Z]}. It is written
 * into logs, to clients and on terminals, always on a separate line.
 *
 * @param text what it says, without the brackets
 */
public record Notice(String text) {

    /** Replaces what would not fit on one line. */
    public Notice {
        text = OneLine.of(text);
    }

    /** Says how much of the output is missing. */
    public static Notice lost(long bytes, Instant since) {
        return new Notice(bytes + " bytes lost" + at(since));
    }

    /** Says how much of the output may be missing at most. */
    public static Notice possiblyLost(long atMostBytes, Instant since) {
        return new Notice("up to " + atMostBytes + " bytes lost" + at(since));
    }

    /** Says that output may be missing, where nobody knows how much. */
    public static Notice unknownLoss(Instant since) {
        return new Notice("an unknown number of bytes may be lost" + at(since));
    }

    private static String at(Instant since) {
        return " at " + since.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Returns the line without its end. */
    @Override
    public String toString() {
        return "[contee: " + text + "]";
    }

    /**
     * Returns the whole line.
     *
     * @param lineBegins whether what precedes it ends with a newline
     */
    public byte[] inText(boolean lineBegins) {
        return ((lineBegins ? "" : "\n") + this + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the whole line, for a terminal that shows the guest's bytes as they are. */
    public byte[] inStream() {
        return ("\r\n" + this + "\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
