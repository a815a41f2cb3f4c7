package io.contee.model;

/** Makes text that came from outside fit to stand in a message of one line, on a terminal too. */
public final class OneLine {

    private static final int QUOTED_CHARACTERS = 60;

    private OneLine() {}

    /** The text in quotes, as {@link #of} makes it, cut to 60 characters. */
    public static String quoted(String text) {
        return "'" + of(text, QUOTED_CHARACTERS) + "'";
    }

    /**
     * The text with characters that do not print or change how others do replaced by {@code ?}: Unicode's controls (Cc),
     * formats such as changes of direction (Cf), line and paragraph separators (Zl, Zp) and halves of surrogates (Cs).
     */
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
        return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]", "?");
    }
}
