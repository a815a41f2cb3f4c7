package io.contee.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * A unified diff of two versions of a file, as {@code patch -p1} and {@code git apply} accept it. It compares bytes, as
 * diff(1) does: lines end at a newline, and all other bytes, a carriage return too, are copied unchanged.
 */
final class UnifiedDiff {

    private static final int CONTEXT_LINES = 3;
    private static final int HEADER_LINES = 2;
    private static final String NO_NEWLINE = "\n\\ No newline at end of file\n";

    private UnifiedDiff() {}

    /**
     * Makes the diff, which is empty if both are equal.
     *
     * @param name the file's path, as the diff has it after {@code a/} and {@code b/}
     */
    static byte[] of(String name, byte[] before, byte[] after) {
        List<String> old = lines(before);
        List<String> diff = UnifiedDiffUtils.generateUnifiedDiff(
                header("a/" + name), header("b/" + name), old, DiffUtils.diff(old, lines(after)), CONTEXT_LINES);
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < diff.size(); i++) {
            String line = diff.get(i);
            boolean ofFile = i >= HEADER_LINES && !line.startsWith("@@");
            out.append(line).append(line.endsWith("\n") ? "" : ofFile ? NO_NEWLINE : "\n");
        }
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * Splits into lines, one character a byte. Each has its newline: thus a last line without one differs from one with
     * it.
     */
    private static List<String> lines(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("(?<=\n)"));
    }

    /** Quotes a path as git does, if it could not be read back otherwise. */
    private static String header(String path) {
        StringBuilder quoted = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            int c = b & 0xFF;
            if (c < ' ' || c == 0x7F) {
                quoted.append(String.format("\\%03o", c));
            } else {
                quoted.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
            }
        }
        String latin = new String(path.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        if (!latin.contentEquals(quoted)) {
            return "\"" + quoted + "\"";
        }
        // A tab ends a name that holds spaces.
        return latin.indexOf(' ') >= 0 ? latin + "\t" : latin;
    }
}
