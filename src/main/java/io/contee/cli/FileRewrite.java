package io.contee.cli;

import io.contee.model.ConteeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;

/** The rewrite of one file: its bytes before and after. */
final class FileRewrite {

    private final Path file;
    private final byte[] before;
    private final byte[] after;

    private FileRewrite(Path file, byte[] before, byte[] after) {
        this.file = file;
        this.before = before;
        this.after = after;
    }

    /**
     * Reads a file and rewrites its text; the file stays as it is, and what is not changed keeps its bytes.
     *
     * @param file {@code -} is the standard input
     * @throws ConteeException if it cannot be read or rewritten
     */
    static FileRewrite of(Path file, UnaryOperator<String> rewriter) {
        EncodedXml xml = XmlInput.read(file);
        try {
            return new FileRewrite(file, xml.bytes(xml.text()), xml.bytes(rewriter.apply(xml.text())));
        } catch (ConteeException e) {
            throw new ConteeException("cannot rewrite " + XmlInput.shown(file) + ": " + e.getMessage(), e);
        }
    }

    byte[] after() {
        return after;
    }

    boolean changes() {
        return !Arrays.equals(before, after);
    }

    byte[] diff() {
        // Relative to the root: patch and git do not accept absolute names.
        String name = file.equals(XmlInput.STANDARD_INPUT)
                ? "stdin"
                : file.normalize().toString();
        return UnifiedDiff.of(name.replaceFirst("^/+", ""), before, after);
    }

    /** The file's name on a separate line, for a list of files. */
    byte[] nameLine() {
        return (FileFailure.shown(file) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Replaces the file's content by the rewritten one. */
    void replaceFile() {
        FileReplacement.replace(file, after);
    }
}
