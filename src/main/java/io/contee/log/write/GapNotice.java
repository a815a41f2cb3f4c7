package io.contee.log.write;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a log says where output is missing. */
final class GapNotice {

    private GapNotice() {}

    /** One line without its end, under 80 characters, such as {@code [contee: 12 bytes lost at 2026-11-21T02:03:04Z]}. */
    static String text(long lostBytes, Instant since) {
        return "[contee: " + lostBytes + " bytes lost at " + since.truncatedTo(ChronoUnit.MILLIS) + "]";
    }

    /** The same where nothing is known of how much may be missing. */
    static String unknown(Instant since) {
        return "[contee: an unknown number of bytes may be lost at " + since.truncatedTo(ChronoUnit.MILLIS) + "]";
    }

    /** The same where only the most is known that may be missing. */
    static String possible(long atMostBytes, Instant since) {
        return "[contee: up to " + atMostBytes + " bytes lost at " + since.truncatedTo(ChronoUnit.MILLIS) + "]";
    }
}
