package io.contee.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** One record of a pod log: a line, or a part of one. Immutable. */
public final class LogRecord {

    /** Where a record came from. */
    public enum Stream {
        /** The guest. */
        STDOUT,
        /** contee itself, telling of a gap; the guest cannot forge it. */
        STDERR
    }

    private final Instant time;
    private final Stream stream;
    private final byte[] content;

    LogRecord(Instant time, Stream stream, byte[] content) {
        this.time = time;
        this.stream = stream;
        this.content = content;
    }

    /** When the first byte of the record came. */
    public Instant time() {
        return time;
    }

    public Stream stream() {
        return stream;
    }

    /** Whether the line goes on in the next record. */
    public boolean partial() {
        return content.length == 0 || content[content.length - 1] != '\n';
    }

    /** The content with its line end, if it has one; what is no UTF-8 is replaced. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    /** Writes the content as the guest sent it, as far as the format keeps it. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(content);
    }

    /** The content itself, not a copy. */
    byte[] content() {
        return content;
    }

    @Override
    public String toString() {
        return time + " " + stream + " " + content.length + " bytes";
    }
}
