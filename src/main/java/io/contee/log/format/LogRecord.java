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

    /** Where a record came from. */
    public enum Stream {
        /** The guest. */
        STDOUT,
        /** contee itself, telling of a gap; the guest cannot forge it. */
        STDERR
    }

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Instant time;
    private final Stream stream;
    private final byte[] content;

    /** Keeps the array; {@code Instant.MIN} stands for no time. */
    public LogRecord(Instant time, Stream stream, byte[] content) {
        this.time = time;
        this.stream = stream;
        this.content = content;
    }

    /**
     * Makes a record, as one who reads a log from afar does.
     *
     * @param time empty if the log keeps no times
     */
    public static LogRecord of(Optional<Instant> time, Stream stream, byte[] content) {
        return new LogRecord(time.orElse(Instant.MIN), stream, content.clone());
    }

    /** The records of one line as one, with the time and the stream of the first. */
    public static LogRecord join(List<LogRecord> parts) {
        LogRecord first = parts.get(0);
        if (parts.size() == 1) {
            return first;
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        parts.forEach(part -> content.writeBytes(part.content));
        return new LogRecord(first.time, first.stream, content.toByteArray());
    }

    /** When the first byte of the record came; {@code Instant.MIN} in a raw log, which keeps no times. */
    public Instant time() {
        return time;
    }

    /** Whether its time is known. */
    public boolean hasTime() {
        return !time.equals(Instant.MIN);
    }

    /** Its time in RFC 3339, UTC, with nine digits of fraction; empty if it is not known. */
    public String timestamp() {
        return hasTime() ? TIMESTAMP.format(time) : "";
    }

    public Stream stream() {
        return stream;
    }

    /** Whether the line goes on in the next record. */
    public boolean partial() {
        return content.length == 0 || content[content.length - 1] != '\n';
    }

    /** Whether it consists of carriage returns, at least one. */
    public boolean holdsReturnsAlone() {
        return content.length > 0 && leadingReturns() == content.length;
    }

    /** Returns the content from the first byte on that is not a carriage return, as a line's beginning is shown. */
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

    /** How many bytes the content has, its line end included. */
    public int size() {
        return content.length;
    }

    /** The content with its line end, if it has one; what is no UTF-8 is replaced. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** A copy of the content with its line end, as the guest sent it, as far as the format keeps it. */
    public byte[] bytes() {
        return content.clone();
    }

    /** The content itself, not a copy. */
    public byte[] content() {
        return content;
    }

    /** Writes the content as {@link #bytes} gives it. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(content);
    }

    /** The beginning of it, at most {@code length} bytes. */
    public LogRecord first(long length) {
        return length >= content.length ? this : new LogRecord(time, stream, Arrays.copyOf(content, (int) length));
    }

    @Override
    public String toString() {
        return (hasTime() ? time + " " : "") + stream + " " + content.length + " bytes";
    }
}
