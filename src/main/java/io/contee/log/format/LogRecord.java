package io.contee.log.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One record of a log: a line, or a part of one. Immutable. */
public final class LogRecord {

    /** The source of a record. */
    public enum Stream {
        /** The guest. */
        STDOUT,
        /** contee itself, reporting a gap; the guest cannot forge it. */
        STDERR
    }

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Instant time;
    private final Stream stream;
    private final byte[] content;

    /** Makes a record that keeps the array; {@code Instant.MIN} stands for no time. */
    public LogRecord(Instant time, Stream stream, byte[] content) {
        this.time = time;
        this.stream = stream;
        this.content = content;
    }

    /**
     * Makes a record for a client that reads a log remotely.
     *
     * @param time empty if the log keeps no times
     */
    public static LogRecord of(Optional<Instant> time, Stream stream, byte[] content) {
        return new LogRecord(time.orElse(Instant.MIN), stream, content.clone());
    }

    /** Returns the records of one line as one record, with the time and the stream of the first. */
    public static LogRecord join(List<LogRecord> parts) {
        LogRecord first = parts.get(0);
        if (parts.size() == 1) {
            return first;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        parts.forEach(part -> content.writeBytes(part.content));
        return new LogRecord(first.time, first.stream, content.toByteArray());
    }

    /**
     * Returns the time at which the record's first byte came; {@code Instant.MIN} in a raw log, which keeps no times.
     */
    public Instant time() {
        return time;
    }

    /** Returns whether the record's time is known. */
    public boolean hasTime() {
        return !time.equals(Instant.MIN);
    }

    /** Returns the record's time in RFC 3339, UTC, with nine digits of fraction; empty if it is not known. */
    public String timestamp() {
        return hasTime() ? TIMESTAMP.format(time) : "";
    }

    public Stream stream() {
        return stream;
    }

    /** Returns whether the line continues in the next record. */
    public boolean partial() {
        return content.length == 0 || content[content.length - 1] != '\n';
    }

    /** Returns whether the content consists of carriage returns, at least one. */
    public boolean holdsReturnsAlone() {
        return content.length > 0 && leadingReturns() == content.length;
    }

    /** Returns the content without leading carriage returns, as the beginning of a line is shown. */
    public byte[] withoutLeadingReturns() {
        return Arrays.copyOfRange(content, leadingReturns(), content.length);
    }

    private int leadingReturns() {
        int count = 0;
        while (count < content.length && content[count] == '\r') {
            count++;
        }
        return count;
    }

    /** Returns the size of the content in bytes, its line end included. */
    public int size() {
        return content.length;
    }

    /** Returns the content with its line end, if it has one; invalid UTF-8 is replaced. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Returns a copy of the content with its line end, as the guest sent it, as far as the format keeps it. */
    public byte[] bytes() {
        return content.clone();
    }

    /** Returns the content itself, not a copy. */
    public byte[] content() {
        return content;
    }

    /** Writes the content as {@link #bytes} returns it. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(content);
    }

    /** Returns the beginning of the record, at most {@code length} bytes. */
    public LogRecord first(long length) {
        return length >= content.length ? this : new LogRecord(time, stream, Arrays.copyOf(content, (int) length));
    }

    @Override
    public String toString() {
        return (hasTime() ? time + " " : "") + stream + " " + content.length + " bytes";
    }
}
