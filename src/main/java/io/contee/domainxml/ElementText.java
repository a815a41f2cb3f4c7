package io.contee.domainxml;

import java.util.Optional;

/**
 * The place of an element in the text, as offsets in characters.
 *
 * @param start the offset of the first {@code <}
 * @param tagEnd one past the {@code >} of the start tag
 * @param end one past its last {@code >}
 */
record ElementText(int start, int tagEnd, int end) {

    /** The place of an attribute: {@code start} at the white space before it, {@code end} past its closing quote. */
    record Attribute(int start, int valueStart, int valueEnd, int end) {}

    String in(String text) {
        return text.substring(start, end);
    }

    boolean selfClosing(String text) {
        return tagEnd == end && text.charAt(end - 2) == '/';
    }

    /** Returns whether the element has no content, or white space only. */
    boolean blank(String text) {
        return selfClosing(text) || text.startsWith("</", skipSpace(text, tagEnd));
    }

    /** Returns the offset one past the name in the start tag. */
    int nameEnd(String text) {
        int at = start + 1;
        while (!isSpace(text.charAt(at)) && text.charAt(at) != '>' && text.charAt(at) != '/') {
            at++;
        }
        return at;
    }

    String qualifiedName(String text) {
        return text.substring(start + 1, nameEnd(text));
    }

    /** Finds an attribute by its name as written. The start tag is known to be well-formed. */
    Optional<Attribute> attribute(String text, String name) {
        int at = nameEnd(text);
        while (true) {
            int gap = at;
            at = skipSpace(text, at);
            if (text.charAt(at) == '>' || text.charAt(at) == '/') {
                return Optional.empty();
            }
            int equals = text.indexOf('=', at);
            int quote = skipSpace(text, equals + 1);
            int close = text.indexOf(text.charAt(quote), quote + 1);
            if (text.substring(at, equals).strip().equals(name)) {
                return Optional.of(new Attribute(gap, quote + 1, close, close + 1));
            }
            at = close + 1;
        }
    }

    /** Returns the start of the white space that ends at {@code at}. */
    static int spaceBefore(String text, int at) {
        int start = at;
        while (start > 0 && isSpace(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    /** Returns the end of the white space that starts at {@code at}. */
    static int skipSpace(String text, int at) {
        int end = at;
        while (end < text.length() && isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
