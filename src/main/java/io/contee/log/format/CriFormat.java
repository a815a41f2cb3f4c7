package io.contee.log.format;

import io.contee.model.LineEnd;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The container runtime interface's text format, {@code 2026-11-21T02:03:04.123456789Z stdout F content}: tag {@code F}
 * ends a line, {@code P} does not (k8s.io/cri-client, pkg/logs). The content is exactly what the guest sent.
 */
final class CriFormat implements RecordFormat {

    private static final String STDOUT = " stdout F ";
    private static final String STDERR = " stderr F ";
    private static final long STDOUT_WORD = ByteWords.get(ascii(STDOUT), 0);
    private static final long STDERR_WORD = ByteWords.get(ascii(STDERR), 0);
    private static final int HEAD = Timestamp.LENGTH + STDOUT.length();

    /** The offset of the tag in a record that {@link #encode} made. */
    private static final int TAG = HEAD - 2;

    private static final int MAX_RECORD = HEAD + MAX_CONTENT + 1;

    /** The room that the output needs after the largest result of the input: the next record's head, and a block. */
    private static final int SPARE = HEAD + 1 + ByteWords.BLOCK;

    private final boolean strips;
    private final byte[] head = ascii(" ".repeat(Timestamp.LENGTH) + STDOUT);
    private final Timestamp stamp = new Timestamp(head, 0);
    private final OpenRecord open = new OpenRecord();
    private final TimestampParser times = new TimestampParser();

    CriFormat(LineEnd lineEnd) {
        this.strips = lineEnd == LineEnd.STRIP;
    }

    @Override
    public int maxRecord() {
        return MAX_RECORD;
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
        byte[] nextHead = head;
        int end = buffers.inputEnd;
        if (!open.exists()) {
            open.time = now;
        }
        stamp.set(open.time);
        int i = open.skipReturn(in, open.restoreHeld(buffers), end);
        ByteWords.markLineFeeds(in, i, end, marks);
        int at = open.restore(head, out);
        int record = 0;
        int count = 0;
        boolean stamped = open.time.equals(now);
        while (i < end) {
            int room = (out.length - at - SPARE) / (HEAD + 1);
            if (room == 0) {
                break;
            }
            // No limit can be reached before this place, and lines up to it need no check.
            int stop = i + Math.min(end - i, Math.min(MAX_CONTENT - (at - record - HEAD), room));
            do {
                int copied = ByteWords.copyUnmarked(in, marks, i, stop, out, at);
                i += copied;
                at += copied;
                if (i < end && in[i] == '\n') {
                    i++;
                    if (strips) {
                        int returns = LineReturns.before(in, i - 1, at - record - HEAD);
                        at -= returns;
                        open.returnMayFollow = returns == 0;
                        i = open.skipReturn(in, i, end);
                    }
                } else if (i < end && at - record - HEAD == MAX_CONTENT) {
                    out[record + TAG] = 'P';
                } else {
                    break;
                }
                if (!stamped) {
                    stamped = true;
                    open.time = now;
                    stamp.set(now);
                }
                out[at] = '\n';
                record = at + 1;
                count++;
                at = record + HEAD;
                System.arraycopy(nextHead, 0, out, record, HEAD);
            } while (i < stop);
        }
        if (strips && i == end) {
            int returns = LineReturns.before(in, end, at - record - HEAD);
            open.hold(in, end - returns, end);
            at -= returns;
        }
        buffers.inputAt = i;
        buffers.recordsEnd = record;
        buffers.recordCount = count;
        open.content = at - record - HEAD;
        open.keep(out, record, at);
    }

    @Override
    public int heldBytes() {
        return open.bytes();
    }

    @Override
    public void flushPartial(LogBuffers buffers) {
        buffers.recordsEnd = 0;
        if (open.exists()) {
            closeRecord(buffers, open.time, open.content == 0, (byte) 'P');
        }
    }

    /**
     * Ends an open line with an {@code F}, as containerd does: after a {@code P} a reader waits for the rest of the
     * line.
     */
    @Override
    public void encodeEnd(LogBuffers buffers, boolean lineOpen, Instant now) {
        buffers.recordsEnd = 0;
        if (open.exists() || lineOpen) {
            closeRecord(buffers, open.exists() ? open.time : now, true, (byte) 'F');
        }
    }

    private void closeRecord(LogBuffers buffers, Instant time, boolean withHeldReturns, byte tag) {
        byte[] out = buffers.output;
        stamp.set(time);
        int at = open.restore(head, out);
        if (withHeldReturns) {
            for (int i = 0; i < open.heldLength(); i++) {
                out[at++] = open.held(i);
            }
            open.dropHeld();
        }
        out[TAG] = tag;
        out[at++] = '\n';
        buffers.recordsEnd = at;
        open.content = 0;
        open.keep(out, 0, 0);
    }

    @Override
    public void encodeNotice(LogBuffers buffers, String text, Instant now) {
        byte[] record = ascii(" ".repeat(Timestamp.LENGTH) + STDERR + text + "\n");
        new Timestamp(record, 0).set(now);
        System.arraycopy(record, 0, buffers.output, 0, record.length);
        buffers.recordsEnd = record.length;
    }

    @Override
    public boolean endsLine(byte[] records, int end) {
        int start = end - 1;
        while (start > 0 && records[start - 1] != '\n') {
            start--;
        }
        return records[start + TAG] == 'F';
    }

    @Override
    public Optional<LogRecord> decode(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\n' ? to - 1 : to;
        int stream = indexOfSpace(bytes, from, end);
        int tag = stream + ByteWords.SIZE;
        if (tag >= end) {
            return Optional.empty();
        }
        long word = ByteWords.get(bytes, stream);
        int space = indexOfSpace(bytes, tag, end);
        Instant time = times.parse(bytes, from, stream);
        if ((word != STDOUT_WORD && word != STDERR_WORD) || space == tag || space == end || time == null) {
            return Optional.empty();
        }
        // Other tags may follow the first one, after a colon.
        boolean partial = bytes[tag] == 'P' && (space == tag + 1 || bytes[tag + 1] == ':');
        int length = end - space - 1;
        byte[] content = new byte[partial ? length : length + 1];
        System.arraycopy(bytes, space + 1, content, 0, length);
        if (!partial) {
            content[length] = '\n';
        }
        LogRecord.Stream source = word == STDOUT_WORD ? LogRecord.Stream.STDOUT : LogRecord.Stream.STDERR;
        return Optional.of(new LogRecord(time, source, content));
    }

    private static int indexOfSpace(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end && bytes[i] != ' ') {
            i++;
        }
        return i;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
