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
 * What to read of a log. Immutable: each {@code with…} gives a changed copy. The conditions apply one after another:
 * {@code since}, {@code until} and the cursor choose a stretch of the log, {@code stream}, {@code grep} and {@code
 * exclude} the lines in it, {@code tail} the last of those, and {@code limitBytes} ends the reading.
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

    /** Everything up to the present end. */
    public static ReadOptions all() {
        return new ReadOptions();
    }

    /**
     * Only the last lines, a last line without its end counted.
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

    /** Only records of that time and later ones. */
    public ReadOptions withSince(Instant time) {
        ReadOptions copy = new ReadOptions(this);
        copy.since = Optional.of(time);
        return copy;
    }

    /** Only records before that time; a reader that follows ends at it. */
    public ReadOptions withUntil(Instant time) {
        ReadOptions copy = new ReadOptions(this);
        copy.until = Optional.of(time);
        return copy;
    }

    /**
     * At most so many bytes of what the guest printed; the last line may be cut off.
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

    /** Only what the guest, or only what contee itself wrote. */
    public ReadOptions withStream(LogRecord.Stream wanted) {
        ReadOptions copy = new ReadOptions(this);
        copy.stream = Optional.of(wanted);
        return copy;
    }

    /**
     * Only lines in which an RE2 expression matches; they are read as {@link #withWholeLines}.
     *
     * @throws ConteeException if it is none
     */
    public ReadOptions withGrep(String expression) {
        ReadOptions copy = new ReadOptions(this);
        copy.grep = compile(expression);
        return copy;
    }

    /**
     * Only lines in which an RE2 expression does not match; they are read as {@link #withWholeLines}.
     *
     * @throws ConteeException if it is none
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
     * Only what comes after the place that a former reader stopped at.
     *
     * @param stopped what its {@link LogReader#cursor} was
     */
    public ReadOptions withCursor(LogCursor stopped) {
        ReadOptions copy = new ReadOptions(this);
        copy.cursor = Optional.of(stopped);
        return copy;
    }

    /**
     * The rest for a reader that was interrupted: without {@code tail}, which chose where it began.
     *
     * @param stopped where it stopped
     * @param bytesRead how much of {@code limitBytes} it has used
     */
    public ReadOptions resumedAt(LogCursor stopped, long bytesRead) {
        ReadOptions copy = withCursor(stopped);
        copy.tail = OptionalInt.empty();
        if (limitBytes.isPresent()) {
            copy.limitBytes = OptionalLong.of(Math.max(0, limitBytes.getAsLong() - bytesRead));
        }
        return copy;
    }

    /** With the time before each line, where the log is copied as bytes. */
    public ReadOptions withTimestamps() {
        ReadOptions copy = new ReadOptions(this);
        copy.timestamps = true;
        return copy;
    }

    /** With the parts of a line joined; one whose end has not come is not read before the log ends. */
    public ReadOptions withWholeLines() {
        ReadOptions copy = new ReadOptions(this);
        copy.wholeLines = true;
        return copy;
    }

    /** The log of the attempt before. */
    public ReadOptions withPrevious() {
        ReadOptions copy = new ReadOptions(this);
        copy.previous = true;
        return copy;
    }

    /** And then what comes, until the log or the reader ends. */
    public ReadOptions following() {
        ReadOptions copy = new ReadOptions(this);
        copy.follow = true;
        return copy;
    }

    /** The attempt itself, once it is known which one that is. */
    ReadOptions withoutPrevious() {
        ReadOptions copy = new ReadOptions(this);
        copy.previous = false;
        return copy;
    }

    /** The last lines only; empty for all of them. */
    public OptionalInt tail() {
        return tail;
    }

    /** The time of the first record. */
    public Optional<Instant> since() {
        return since;
    }

    /** The time before which it ends. */
    public Optional<Instant> until() {
        return until;
    }

    /** The number of bytes after which it ends. */
    public OptionalLong limitBytes() {
        return limitBytes;
    }

    /** The only stream; empty for both. */
    public Optional<LogRecord.Stream> stream() {
        return stream;
    }

    /** The expression that matches in each line. */
    public Optional<Pattern> grep() {
        return Optional.ofNullable(grep);
    }

    /** The expression that matches in no line. */
    public Optional<Pattern> exclude() {
        return Optional.ofNullable(exclude);
    }

    /** Whether the time is before each line. */
    public boolean timestamps() {
        return timestamps;
    }

    /** Whether the parts of a line are joined. */
    public boolean wholeLines() {
        return wholeLines || grep != null || exclude != null;
    }

    /** Where a former reader stopped. */
    public Optional<LogCursor> cursor() {
        return cursor;
    }

    /** Whether the attempt before is meant. */
    public boolean previous() {
        return previous;
    }

    /** Whether to wait for more at the end. */
    public boolean follow() {
        return follow;
    }
}
