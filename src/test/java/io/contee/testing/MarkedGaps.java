package io.contee.testing;

import io.contee.net.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compares a log with what its guest has printed, where some of that may be lost, but not unmarked. */
public final class MarkedGaps {

    private static final Pattern MARK = Pattern.compile("\\[contee: (up to )?(\\d+) bytes lost at [^]]*]\n");

    private MarkedGaps() {}

    /** Fails if something is missing, or there twice, where no mark stands, or more than a read where one does. */
    public static void assertOnlyMarkedGaps(NumberedGuest guest, byte[] log) {
        String printed = new String(guest.text(), StandardCharsets.US_ASCII);
        Matcher mark = MARK.matcher(new String(log, StandardCharsets.US_ASCII));
        String text = new String(log, StandardCharsets.US_ASCII);
        int at = 0;
        int from = 0;
        boolean gap = false;
        boolean more = true;
        while (more) {
            more = mark.find();
            String segment = text.substring(from, more ? mark.start() : text.length());
            int found = find(printed, segment, at, gap);
            if (found < 0 && more && segment.endsWith("\n")) {
                segment = segment.substring(0, segment.length() - 1); // the mark's own, to begin a line
                found = find(printed, segment, at, gap);
            }
            if (found < 0) {
                throw new AssertionError("from byte " + at + " on " + guest.name() + " has printed something else than "
                        + segment.substring(0, Math.min(100, segment.length())));
            }
            at = found + segment.length();
            from = more ? mark.end() : text.length();
            gap = true;
        }
        if (at != printed.length()) {
            throw new AssertionError("the last " + (printed.length() - at) + " bytes are missing");
        }
    }

    private static int find(String printed, String segment, int at, boolean gap) {
        if (!gap) {
            return printed.startsWith(segment, at) ? at : -1;
        }
        int found = printed.indexOf(segment, at);
        return found - at <= EventLoop.SCRATCH_BYTES ? found : -1;
    }
}
