package io.contee.log.read;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.contee.log.format.LogRecord;
import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Selects what to read of a log. Immutable: each {@code with…} method returns a changed copy. The conditions apply one
 * after another: {@code since}, {@code until} and the cursor choose a stretch of the log, {@code stream}, {@code grep}
 * and {@code exclude} the lines in it, {@code tail} the last of those, and {@code limitBytes} ends the reading.
 */
public final class ReadOptions {

    private OptionalInt tail = OptionalInt.empty();
    private Optional<Instant> since = Optional.empty();
    private Optional<Instant> until = Optional.empty();
    private OptionalLong limitBytes = OptionalLong.empty();
    private Optional<LogRecord.Stream> stream = Optional.empty();
    private @Nullable Pattern grep;
    private @Nullable Pattern exclude;
    private Optional<LogCursor> cursor = Optional.empty();
    private boolean timestamps;
    private boolean wholeLines;
    private boolean previous;
    private boolean follow;

    private ReadOptions() {}

    private ReadOptions(ReadOptions other) {
        tail = other.tail;
        since = other.since;
        until = other.until;
        limitBytes = other.limitBytes;
        stream = other.stream;
        grep = other.grep;
        exclude = other.exclude;
        cursor = other.cursor;
        timestamps = other.timestamps;
        wholeLines = other.wholeLines;
        previous = other.previous;
        follow = other.follow;
    }

    /** Returns options for everything up to the current end. */
    public static ReadOptions all() {
        return new ReadOptions();
    }

    /**
     * Limits reading to the last lines; a last line without its end counts.
     *
     * @throws ConteeException if {@code lines} is negative
     */
    public ReadOptions withTail(int lines) {
        if (lines < 0) {
            throw new ConteeException("tail " + lines + " is negative: give 0 or more lines");
        }
        ReadOptions copy = new ReadOptions(this);
        copy.tail = OptionalInt.of(lines);
        return copy;
    }

    /** Limits reading to records of that time and later. */
    public ReadOptions withSince(Instant time) {
        ReadOptions copy = new ReadOptions(this);
        copy.since = Optional.of(time);
        return copy;
    }

    /** Limits reading to records before that time; a reader that follows ends at it. */
    public ReadOptions withUntil(Instant time) {
        ReadOptions copy = new ReadOptions(this);
        copy.until = Optional.of(time);
        return copy;
    }

    /**
     * Limits reading to that many bytes of the guest's output; the last line may be cut off.
     *
     * @throws ConteeException if {@code bytes} is negative
     */
    public ReadOptions withLimitBytes(long bytes) {
        if (bytes < 0) {
            throw new ConteeException("the limit of " + bytes + " bytes is negative: give 0 or more");
        }
        ReadOptions copy = new ReadOptions(this);
        copy.limitBytes = OptionalLong.of(bytes);
        return copy;
    }

    /** Limits reading to what the guest, or to what contee itself wrote. */
    public ReadOptions withStream(LogRecord.Stream wanted) {
        ReadOptions copy = new ReadOptions(this);
        copy.stream = Optional.of(wanted);
        return copy;
    }

    /**
     * Limits reading to lines in which an RE2 expression matches; they are read as with {@link #withWholeLines}.
     * @throws ConteeException if it is not an RE2 expression
     */
    public ReadOptions withGrep(String expression) {
        ReadOptions copy = new ReadOptions(this);
        copy.grep = compile(expression);
        return copy;
    }

    /**
     * Limits reading to lines in which an RE2 expression does not match; they are read as with {@link #withWholeLines}.
     * @throws ConteeException if it is not an RE2 expression
     */
    public ReadOptions withExclude(String expression) {
        ReadOptions copy = new ReadOptions(this);
        copy.exclude = compile(expression);
        return copy;
    }

    private static Pattern compile(String expression) {
        try {
            return Pattern.compile(expression);
        } catch (PatternSyntaxException e) {
            throw new ConteeException(
                    "regular expression " + OneLine.quoted(expression) + " is not valid: "
                            + OneLine.of(e.getDescription()) + "; RE2's syntax is meant",
                    e);
        }
    }

    /**
     * Limits reading to what follows the place where an earlier reader stopped.
     *
     * @param stopped its {@link LogReader#cursor}
     */
    public ReadOptions withCursor(LogCursor stopped) {
        ReadOptions copy = new ReadOptions(this);
        copy.cursor = Optional.of(stopped);
        return copy;
    }

    /**
     * Returns options for the rest of an interrupted read: without {@code tail}, which chose where it began.
     *
     * @param stopped the place where it stopped
     * @param bytesRead the part of {@code limitBytes} that it has used
     */
    public ReadOptions resumedAt(LogCursor stopped, long bytesRead) {
        ReadOptions copy = withCursor(stopped);
        copy.tail = OptionalInt.empty();
        if (limitBytes.isPresent()) {
            copy.limitBytes = OptionalLong.of(Math.max(0, limitBytes.getAsLong() - bytesRead));
        }
        return copy;
    }

    /** Puts the time before each line, where the log is copied as bytes. */
    public ReadOptions withTimestamps() {
        ReadOptions copy = new ReadOptions(this);
        copy.timestamps = true;
        return copy;
    }

    /** Joins the parts of each line; a line whose end has not come is not read before the log ends. */
    public ReadOptions withWholeLines() {
        ReadOptions copy = new ReadOptions(this);
        copy.wholeLines = true;
        return copy;
    }

    /** Selects the log of the previous attempt. */
    public ReadOptions withPrevious() {
        ReadOptions copy = new ReadOptions(this);
        copy.previous = true;
        return copy;
    }

    /** Continues with new records, until the log or the reader ends. */
    public ReadOptions following() {
        ReadOptions copy = new ReadOptions(this);
        copy.follow = true;
        return copy;
    }

    /** Selects the attempt itself, once it is known which one that is. */
    ReadOptions withoutPrevious() {
        ReadOptions copy = new ReadOptions(this);
        copy.previous = false;
        return copy;
    }

    /** Returns the number of last lines to read; empty for all lines. */
    public OptionalInt tail() {
        return tail;
    }

    /** Returns the earliest time of a record. */
    public Optional<Instant> since() {
        return since;
    }

    /** Returns the time before which reading ends. */
    public Optional<Instant> until() {
        return until;
    }

    /** Returns the number of bytes after which reading ends. */
    public OptionalLong limitBytes() {
        return limitBytes;
    }

    /** Returns the only stream to read; empty for both. */
    public Optional<LogRecord.Stream> stream() {
        return stream;
    }

    /** Returns the expression that matches in each line. */
    public Optional<Pattern> grep() {
        return Optional.ofNullable(grep);
    }

    /** Returns the expression that matches in no line. */
    public Optional<Pattern> exclude() {
        return Optional.ofNullable(exclude);
    }

    /** Returns whether the time is put before each line. */
    public boolean timestamps() {
        return timestamps;
    }

    /** Returns whether the parts of a line are joined. */
    public boolean wholeLines() {
        return wholeLines || grep != null || exclude != null;
    }

    /** Returns the place where an earlier reader stopped. */
    public Optional<LogCursor> cursor() {
        return cursor;
    }

    /** Returns whether the previous attempt is selected. */
    public boolean previous() {
        return previous;
    }

    /** Returns whether to wait for more at the end. */
    public boolean follow() {
        return follow;
    }
}
