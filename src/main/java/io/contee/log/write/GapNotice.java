package io.contee.log.write;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The notices that a log has where output is missing. */
final class GapNotice {

    private GapNotice() {}

    /** Returns a line without its end, under 80 characters: {@code [contee: 12 bytes lost at 2026-11-21T02:03:04Z]}. */
    static String text(long lostBytes, Instant since) {
        return "[contee: " + lostBytes + " bytes lost at " + since.truncatedTo(ChronoUnit.MILLIS) + "]";
    }

    /** Returns the same where the amount that may be missing is unknown. */
    static String unknown(Instant since) {
        return "[contee: an unknown number of bytes may be lost at " + since.truncatedTo(ChronoUnit.MILLIS) + "]";
    }

    /** Returns the same where only the largest amount that may be missing is known. */
    static String possible(long atMostBytes, Instant since) {
        return "[contee: up to " + atMostBytes + " bytes lost at " + since.truncatedTo(ChronoUnit.MILLIS) + "]";
    }
}
