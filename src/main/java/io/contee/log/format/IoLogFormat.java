package io.contee.log.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The entry log of vSphere Integrated Containers (vmware/vic, lib/iolog): a header, then what the guest sent, line feed
 * included. The header is the base64 of ten bytes, little endian: nanoseconds since 1970 as an int64, then the size of
 * the content in the upper twelve bits of an int16 and the stream in bit 3.
 */
public final class IoLogFormat implements RecordFormat {

    private static final int RAW_HEADER = Long.BYTES + Short.BYTES;
    private static final int HEADER = 16;

    /** The largest size that fits into a header. */
    private static final int MAX_ENTRY = 0xfff;

    private static final int SIZE_SHIFT = 4;
    private static final int STDERR_FLAG = 1 << 3;
    private static final int UNUSED_FLAGS = STDERR_FLAG - 1;
    private static final byte[] NO_HEADER = new byte[HEADER];
    private static final long NANOS = 1_000_000_000;

    private final OpenRecord open = new OpenRecord();
    private final ByteBuffer header = ByteBuffer.allocate(RAW_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] encodedHeader = new byte[HEADER];

    @Override
    public int maxRecord() {
        return HEADER + MAX_ENTRY;
    }

    @Override
    public boolean hasPartial() {
        return open.exists();
    }

    @Override
    public void encode(LogBuffers buffers, Instant now) {
        byte[] in = buffers.input;
        byte[] marks = buffers.marks;
        byte[] out = buffers.output;
        int i = buffers.inputAt;
        int end = buffers.inputEnd;
        if (!open.exists()) {
            open.time = now;
        }
        ByteWords.markLineFeeds(in, i, end, marks);
        int at = open.restore(NO_HEADER, out);
        int records = 0;
        int count = 0;
        while (i < end) {
            int room = out.length - at - HEADER - ByteWords.SIZE;
            if (room <= 0) {
                break;
            }
            int stop = i + Math.min(end - i, Math.min(MAX_ENTRY - open.content, room));
            int copied = ByteWords.copyUnmarked(in, marks, i, stop, out, at);
            boolean newline = i + copied < stop;
            if (newline) {
                out[at + copied] = '\n';
                copied++;
            }
            i += copied;
            at += copied;
            open.content += copied;
            if (newline || open.content == MAX_ENTRY) {
                putHeader(out, records, open.time, open.content, 0);
                records = at;
                count++;
                at += HEADER;
                open.content = 0;
                open.time = now;
            }
        }
        buffers.inputAt = i;
        buffers.recordsEnd = records;
        buffers.recordCount = count;
        open.keep(out, records, at);
    }

    @Override
    public int heldBytes() {
        return open.bytes();
    }

    @Override
    public void flushPartial(LogBuffers buffers) {
        buffers.recordsEnd = 0;
        if (open.exists()) {
            buffers.recordsEnd = open.restore(NO_HEADER, buffers.output);
            putHeader(buffers.output, 0, open.time, open.content, 0);
            open.content = 0;
            open.keep(buffers.output, 0, 0);
        }
    }

    @Override
    public void encodeNotice(LogBuffers buffers, String text, Instant now) {
        byte[] content = (text + "\n").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(content, 0, buffers.output, HEADER, content.length);
        putHeader(buffers.output, 0, now, content.length, STDERR_FLAG);
        buffers.recordsEnd = HEADER + content.length;
    }

    private void putHeader(byte[] out, int at, Instant time, int size, int flags) {
        header.putLong(0, time.getEpochSecond() * NANOS + time.getNano());
        header.putShort(Long.BYTES, (short) (size << SIZE_SHIFT | flags));
        Base64.getEncoder().encode(header.array(), encodedHeader);
        System.arraycopy(encodedHeader, 0, out, at, HEADER);
    }

    @Override
    public boolean endsLine(byte[] records, int end) {
        return records[end - 1] == '\n';
    }

    @Override
    public int lastRecordEnd(byte[] bytes, int from, int to) {
        int last = 0;
        int end = recordEnd(bytes, 0, to);
        while (end > 0) {
            last = end;
            end = recordEnd(bytes, end, to);
        }
        return Math.max(from, last);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Without a header, the damage ends where VIC's reader ends it: before a header that follows a byte which is not
     * base64, and after a line feed at the latest. Possible guest output is not mistaken for contee's.
     */
    @Override
    public int recordEnd(byte[] bytes, int from, int to) {
        if (to - from < HEADER) {
            return INCOMPLETE;
        }
        byte[] raw = header(bytes, from, to);
        int end = raw == null ? to : from + HEADER + size(raw);
        for (int i = from; i < Math.min(end, to); i++) {
            if (bytes[i] == '\n' || (raw == null && !isBase64(bytes[i]) && isStdout(header(bytes, i + 1, to)))) {
                return i + 1;
            }
        }
        return raw == null || end > to ? INCOMPLETE : end;
    }

    @Override
    public Optional<LogRecord> decode(byte[] bytes, int from, int to) {
        byte[] raw = header(bytes, from, to);
        if (raw == null || from + HEADER + size(raw) != to) {
            return Optional.empty();
        }
        long nanos = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Instant time = Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
        LogRecord.Stream stream =
                (raw[Long.BYTES] & STDERR_FLAG) == 0 ? LogRecord.Stream.STDOUT : LogRecord.Stream.STDERR;
        return Optional.of(new LogRecord(time, stream, Arrays.copyOfRange(bytes, from + HEADER, to)));
    }

    /** Returns the ten bytes of the header at a place, or null if there is none. */
    private static byte @Nullable [] header(byte[] bytes, int from, int to) {
        if (to - from < HEADER || bytes[from + HEADER - 1] != '=' || bytes[from + HEADER - 2] != '=') {
            return null;
        }
        for (int i = from; i < from + HEADER - 2; i++) {
            if (!isBase64(bytes[i])) {
                return null;
            }
        }
        return Base64.getDecoder().decode(Arrays.copyOfRange(bytes, from, from + HEADER));
    }

    private static int size(byte[] raw) {
        return (raw[Long.BYTES] & 0xff) >>> SIZE_SHIFT | (raw[Long.BYTES + 1] & 0xff) << SIZE_SHIFT;
    }

    private static boolean isStdout(byte @Nullable [] raw) {
        return raw != null && (raw[Long.BYTES] & (STDERR_FLAG | UNUSED_FLAGS)) == 0;
    }

    private static boolean isBase64(byte c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }
}
