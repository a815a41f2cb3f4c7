package io.contee.model;

/** Makes text that came from outside fit to stand in a message of one line, on a terminal too. */
public final class OneLine {

    private static final int QUOTED_CHARACTERS = 60;

    private OneLine() {}

    /** The text in quotes, as {@link #of} makes it, cut to 60 characters. */
    public static String quoted(String text) {
        return "'" + of(text, QUOTED_CHARACTERS) + "'";
    }

    /** The text with control characters, line separators and changes of direction replaced by {@code ?}. */
    public static String of(String text) {
        return of(text, text.length());
    }

    /**
     * The text as {@link #of(String)} makes it, cut short.
     *
     * @param max its greatest length in characters, besides the mark of the cut
     */
    public static String of(String text, int max) {
        String cut = text.length() > max ? text.substring(0, max) + "…" : text;
        return cut.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}\\x{202a}-\\x{202e}]", "?");
    }
}
