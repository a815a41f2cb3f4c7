package io.contee.domainxml;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;

/** Escapes values for XML, and prepares texts from XML for a message. */
final class XmlText {

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
     * Escapes an element's content; line ends and tabs too, to keep it on one line.
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
                        throw new ConteeException("value " + OneLine.quoted(value)
                                + " holds a character that XML cannot carry: remove it");
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
}
