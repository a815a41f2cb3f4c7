package io.contee.domainxml;

import java.util.List;
import java.util.stream.Stream;

/**
 * Lines of XML to be inserted, each indented by two spaces a level. They are fitted to the surrounding lines:
 * indentation, tabs, CRLF, or no line breaks at all.
 */
record Block(List<String> lines) {

    private static final String UNIT = "  ";

    static Block of(String text) {
        return new Block(text.stripTrailing().lines().toList());
    }

    /** Returns the block as the content of an element. */
    Block within(String element) {
        return new Block(Stream.of(
                        Stream.of("<" + element + ">"),
                        lines.stream().map(line -> UNIT + line),
                        Stream.of("</" + element + ">"))
                .flatMap(part -> part)
                .toList());
    }

    /**
     * Returns the block with {@code lineStart}, a line break and indentation, before each line; if it is empty, all on
     * one line.
     */
    String after(String lineStart) {
        StringBuilder out = new StringBuilder();
        for (String line : lines) {
            String content = line.stripLeading();
            int levels = (line.length() - content.length()) / UNIT.length();
            out.append(lineStart);
            if (!lineStart.isEmpty()) {
                out.append(unit(lineStart).repeat(levels));
            }
            out.append(content);
        }
        return out.toString();
    }

    /** Inserts the block as the first child of an element. */
    void insertInto(TextEdits edits, String text, ElementText element) {
        int content = ElementText.skipSpace(text, element.tagEnd());
        String own = lineStart(text, element.start());
        if (element.selfClosing(text)) {
            String inner = own.isEmpty() ? "" : own + unit(own);
            edits.replace(
                    element.end() - 2,
                    element.end(),
                    ">" + after(inner) + own + "</" + element.qualifiedName(text) + ">");
        } else if (element.blank(text)) {
            boolean broken = content > element.tagEnd();
            String inner = own.isEmpty() ? "" : own + unit(own);
            edits.insert(element.tagEnd(), after(inner) + (broken ? "" : own));
        } else {
            edits.insert(element.tagEnd(), after(lineStart(text, content)));
        }
    }

    /** Returns the line break and indentation before {@code at}; empty if its line has other text before it. */
    static String lineStart(String text, int at) {
        int start = at;
        while (start > 0 && (text.charAt(start - 1) == ' ' || text.charAt(start - 1) == '\t')) {
            start--;
        }
        if (start == 0 || text.charAt(start - 1) != '\n') {
            return "";
        }
        start--;
        return text.substring(start > 0 && text.charAt(start - 1) == '\r' ? start - 1 : start, at);
    }

    private static String unit(String lineStart) {
        return lineStart.indexOf('\t') >= 0 ? "\t" : UNIT;
    }
}
