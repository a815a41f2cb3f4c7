package io.contee.log.read;

import com.google.re2j.Pattern;
import io.contee.log.format.LogRecord;
import java.util.Optional;

/** Selects the wanted lines. */
final class LineFilter {

    private final Optional<LogRecord.Stream> stream;
    private final Optional<Pattern> grep;
    private final Optional<Pattern> exclude;

    LineFilter(ReadOptions options) {
        stream = options.stream();
        grep = options.grep();
        exclude = options.exclude();
    }

    /** Returns whether the filter examines the content of lines, which then must be whole. */
    boolean reads() {
        return grep.isPresent() || exclude.isPresent();
    }

    boolean accepts(LogRecord line) {
        if (stream.isPresent() && stream.get() != line.stream()) {
            return false;
        }
        if (!reads()) {
            return true;
        }
        String text = withoutEnd(line.text());
        return grep.map(pattern -> pattern.matcher(text).find()).orElse(true)
                && exclude.map(pattern -> !pattern.matcher(text).find()).orElse(true);
    }

    /**
     * Returns the line without its end, and without a leading return, which is the end of the previous line (LF CR).
     */
    private static String withoutEnd(String text) {
        int end = text.endsWith("\n") ? text.length() - 1 : text.length();
        while (end > 0 && text.charAt(end - 1) == '\r') {
            end--;
        }
        return text.substring(end > 0 && text.charAt(0) == '\r' ? 1 : 0, end);
    }
}
