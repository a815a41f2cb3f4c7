package io.contee.config;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a configuration file, and a plain description of the faults in it: the place, the key, and the remedy.
 */
final class ConfigText {

    /** The place at which the parser stopped, in its message. */
    private static final Pattern PLACE = Pattern.compile("line ([0-9]+), column ([0-9]+)");

    private static final Pattern KEY = Pattern.compile("\\s*(?:-\\s+)?[\"']?([A-Za-z][A-Za-z0-9_.]*)[\"']?\\s*:");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\\t\\r\\n]]");

    /** The messages of the parser, SnakeYAML Engine 3, and their meanings. The first match counts. */
    private static final List<Map.Entry<String, String>> MEANINGS = List.of(
            Map.entry("TAB", "a tab is in the indentation: indent with spaces"),
            Map.entry(
                    "mapping values are not allowed",
                    "a ':' stands where none may be: put a value that holds one in"
                            + " quotes, and see that the line before has a key, ':' and a space"),
            Map.entry(
                    "that cannot start any token",
                    "a value begins with a character that YAML reserves: put it in quotes"),
            Map.entry("quoted scalar", "a quote is not closed: close it"),
            Map.entry("flow", "a '[' or '{' is not closed: close it"),
            Map.entry("Duplicate Object property", "the key is there twice: remove one"),
            Map.entry(
                    "block",
                    "its indentation does not fit the lines before, or text follows a closing quote: correct it"),
            Map.entry("Trailing token", "a second document begins: remove the '---' before it"));

    private ConfigText() {}

    /**
     * Decodes a file.
     *
     * @throws ConteeException if it is not UTF-8, or holds control characters, which YAML does not allow
     */
    static String decode(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isError()) {
            throw new ConteeException("cannot read the configuration " + file + ": "
                    + at(text, text.length())
                    + String.format("the byte 0x%02x is not UTF-8: save the file in UTF-8", in.get()));
        }
        Matcher control = CONTROL.matcher(text);
        if (control.find()) {
            throw new ConteeException("cannot read the configuration " + file + ": " + at(text, control.start())
                    + String.format(
                            "a control character, U+%04X, is in it: remove it", (int) text.charAt(control.start())));
        }
        return text;
    }

    /**
     * Returns the fault of a text, in one line.
     *
     * @param line the line where the parser found it, from 1
     * @param column the column, from 1
     * @param message the parser's message; a later place in it has precedence
     */
    static String fault(String text, int line, int column, String message) {
        int[] place = PLACE.matcher(message)
                .results()
                .map((MatchResult match) ->
                        new int[] {Integer.parseInt(match.group(1)), Integer.parseInt(match.group(2))})
                .reduce((first, last) -> last)
                .orElse(new int[] {line, column});
        String meaning = MEANINGS.stream()
                .filter(entry -> message.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("it is not valid YAML: correct it");
        return place(text, place[0], place[1]) + meaning;
    }

    private static String at(String text, int offset) {
        String before = text.substring(0, offset);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return place(text, line, offset - before.lastIndexOf('\n'));
    }

    /** Returns the place, and the line's key if it has one. */
    private static String place(String text, int line, int column) {
        String content = text.lines().skip(line - 1L).findFirst().orElse("");
        Matcher key = KEY.matcher(content);
        return "line " + line + ", column " + column + (key.lookingAt() ? ", key " + OneLine.quoted(key.group(1)) : "")
                + ": ";
    }
}
