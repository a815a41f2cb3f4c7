package io.contee.domainxml;

import io.contee.model.ConteeException;

/** Values on their way into XML, and texts from XML on their way into a message. */
final class XmlText {

    private static final int SHOWN = 60;

    private XmlText() {}

    /**
     * Escapes an attribute's value, for either kind of quote; line ends and tabs too, which parsers normalise.
     *
     * @throws ConteeException if the value holds a character that XML cannot carry
     */
    static String attribute(String value) {
        return content(value).replace("\"", "&quot;").replace("'", "&apos;");
    }

    /**
     * Escapes an element's content; line ends and tabs too, so that it stays on its line.
     *
     * @throws ConteeException if the value holds a character that XML cannot carry
     */
    static String content(String value) {
        StringBuilder out = new StringBuilder(value.length() + 16);
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\t', '\n', '\r' -> out.append("&#").append(c).append(';');
                default -> {
                    if (!isXml(c)) {
                        throw new ConteeException(
                                "value " + shown(value) + " holds a character that XML cannot carry: remove it");
                    }
                    out.appendCodePoint(c);
                }
            }
        }
        return out.toString();
    }

    private static boolean isXml(int c) {
        return (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || c >= 0x10000;
    }

    /** A text as it may stand in a message of one line: quoted, control characters replaced, cut to 60 characters. */
    static String shown(String text) {
        return "'" + oneLine(text, SHOWN) + "'";
    }

    /** A text with control characters and line separators replaced, and cut to {@code max} characters. */
    static String oneLine(String text, int max) {
        String cut = text.length() > max ? text.substring(0, max) + "…" : text;
        return cut.replaceAll("[\\p{Cntrl}\\x{80}-\\x{9f}\\x{2028}\\x{2029}\\x{202a}-\\x{202e}]", "?");
    }
}
