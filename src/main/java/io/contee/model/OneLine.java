package io.contee.model;

/** Makes text from outside safe for a one-line message, on a terminal too. */
public final class OneLine {

    private static final int QUOTED_CHARACTERS = 60;

    private OneLine() {}

    /** Returns the text in quotes, as {@link #of} makes it, cut to 60 characters. */
    public static String quoted(String text) {
        return "'" + of(text, QUOTED_CHARACTERS) + "'";
    }

    /**
     * Returns the text with {@code ?} in place of characters that do not print or that change how others print:
     * Unicode's controls (Cc), formats such as changes of direction (Cf), line and paragraph separators (Zl, Zp) and
     * halves of surrogates (Cs).
     */
    public static String of(String text) {
        return of(text, text.length());
    }

    /**
     * Returns the text as {@link #of(String)} makes it, truncated.
     *
     * @param max the greatest length in characters, without the mark of truncation
     */
    public static String of(String text, int max) {
        String cut = text.length() > max ? text.substring(0, max) + "…" : text;
        return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]", "?");
    }
}
