package io.contee.testing;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** The numbered lines that the demo guest's command {@code lines} prints, in a log or in what a client got. */
public final class NumberedLines {

    /** The bytes of a line, with its end. */
    public static final int BYTES = 81;

    private static final Pattern LINE = Pattern.compile("(?m)^line (\\d{7}) [a-z]{66}\r?$");
    private static final Pattern LINE_OR_MARK =
            Pattern.compile(LINE.pattern() + "|this client was too slow, (\\d+) bytes skipped");

    private NumberedLines() {}

    /** Returns the numbers of the whole lines in a text, in their order. */
    public static List<Integer> in(String text) {
        return LINE.matcher(text)
                .results()
                .map(match -> Integer.valueOf(match.group(1)))
                .toList();
    }

    /** Returns a text without what follows its last whole line. */
    public static String toLast(String text) {
        int end = LINE.matcher(text).results().mapToInt(MatchResult::end).max().orElse(0);
        return text.substring(0, end);
    }

    /** Returns the numbers from 1 on. */
    public static List<Integer> upTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    /**
     * Fails unless a client got every line, but for those at whose place it was told how many bytes were skipped for
     * it. The last lines may be among these: a client without time to read until after the end is told so there.
     *
     * @param first the first line that it must have
     */
    public static void assertWholeButForWhatWasSkipped(String text, int first, int last) {
        Matcher found = LINE_OR_MARK.matcher(text);
        int next = first;
        long skipped = 0;
        int marks = 0;
        for (MatchResult each : found.results().toList()) {
            if (each.group(1) == null) {
                skipped += Long.parseLong(each.group(2));
                marks++;
                continue;
            }
            int number = Integer.parseInt(each.group(1));
            boolean isBegin = next == first && number == first; // what was skipped before that is not of these lines
            if (!isBegin) {
                assertGap(next, number, skipped, marks);
            }
            next = number + 1;
            skipped = 0;
            marks = 0;
        }
        assertGap(next, last + 1, skipped, marks);
    }

    /** At each mark up to two lines are torn, and up to a line's bytes are something else, such as a prompt. */
    private static void assertGap(int expected, int found, long skipped, int marks) {
        long missing = (long) found - expected;
        long told = skipped / BYTES;
        if (missing < 0 || Math.abs(missing - told) > 2L * marks) {
            throw new AssertionError("line " + expected + " is followed or replaced by line " + found + ": " + marks
                    + " marks at this place, of " + told + " lines in " + skipped + " bytes");
        }
    }
}
