package io.contee.log.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a format makes of guest output. */
public final class Encoding {

    private final RecordFormat format;
    private final LogBuffers buffers = new LogBuffers();
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    public Encoding(RecordFormat format) {
        this.format = format;
    }

    public void encode(String text, Instant now) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        encode(bytes, 0, bytes.length, now);
    }

    public void encode(byte[] bytes, int from, int to, Instant now) {
        ByteBuffer source = ByteBuffer.wrap(bytes, from, to - from);
        while (source.hasRemaining()) {
            buffers.load(source);
            while (buffers.hasInput()) {
                format.encode(buffers, now);
                take();
            }
        }
    }

    /** Encodes the bytes in pieces of any size, with partial records between some of them. */
    public void encodeInPieces(byte[] guest, Random random, Instant now) {
        int at = 0;
        while (at < guest.length) {
            int length = Math.min(guest.length - at, 1 + random.nextInt(random.nextBoolean() ? 20 : 65536));
            encode(guest, at, at + length, now);
            at += length;
            if (guest[at - 1] >= 0 && random.nextInt(3) == 0) {
                flush();
            }
        }
        finish();
    }

    public void flush() {
        format.flushPartial(buffers);
        take();
    }

    public void finish() {
        while (format.hasPartial()) {
            flush();
        }
    }

    /** Ends the output as that of a guest that has stopped. */
    public void end(boolean lineOpen, Instant now) {
        format.encodeEnd(buffers, lineOpen, now);
        take();
    }

    public void notice(String text, Instant now) {
        format.encodeNotice(buffers, text, now);
        take();
    }

    private void take() {
        written.write(buffers.output, 0, buffers.recordsEnd);
    }

    public void reset() {
        written.reset();
    }

    public byte[] bytes() {
        return written.toByteArray();
    }

    /** Whether the last record ends its line. */
    public boolean endsLine() {
        return format.endsLine(written.toByteArray(), written.size());
    }

    public List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** The records, all of which must be whole. */
    public List<LogRecord> records() {
        return records(format, written.toByteArray());
    }

    /** The records of a file, all of which must be whole. */
    public static List<LogRecord> records(RecordFormat format, byte[] bytes) {
        List<LogRecord> records = new ArrayList<>();
        int from = 0;
        for (int end = format.recordEnd(bytes, 0, bytes.length);
                end > 0;
                end = format.recordEnd(bytes, from, bytes.length)) {
            records.add(format.decode(bytes, from, end).orElseThrow());
            from = end;
        }
        assertThat(from).as("the end of the last whole record").isEqualTo(bytes.length);
        return records;
    }

    /** The content of all records, as text. */
    public String text() {
        return new String(content(), StandardCharsets.UTF_8);
    }

    /** The content of all records. */
    public byte[] content() {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        records().forEach(record -> content.writeBytes(record.content()));
        return content.toByteArray();
    }
}
