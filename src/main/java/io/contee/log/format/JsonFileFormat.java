package io.contee.log.format;

import io.contee.model.LineEnd;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Docker's json-file format: <code>{"log":"…\n","stream":"stdout","time":"…"}</code>, one object a line. Escapes as
 * docker's encoder does (moby, daemon/logger/jsonfilelog/jsonlog): control characters, U+2028 and U+2029, and U+FFFD
 * for each byte that belongs to no UTF-8 sequence. A record is cut before a sequence that would not fit, not inside.
 */
final class JsonFileFormat implements RecordFormat {

    private static final byte[] BEGIN = ascii("{\"log\":\"");
    private static final byte[] NEWLINE = ascii("\\n");
    private static final byte[] RETURN = ascii("\\r");
    private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LINE_SEPARATOR = ascii("\\u2028");
    private static final byte[] PARAGRAPH_SEPARATOR = ascii("\\u2029");
    /**
     * The escape of each ASCII character in a JSON string, the first byte lowest; its length is 0 if none is needed.
     */
    private static final long[] ESCAPES = new long[128];

    private static final byte[] ESCAPE_LENGTHS = new byte[128];

    static {
        for (int c = 0; c < ' '; c++) {
            escape(c, String.format("\\u%04x", c));
        }
        escape('\n', "\\n");
        escape('\r', "\\r");
        escape('\t', "\\t");
        escape('"', "\\\"");
        escape('\\', "\\\\");
    }

    private static void escape(int c, String escape) {
        ESCAPES[c] = ByteWords.get(Arrays.copyOf(ascii(escape), ByteWords.SIZE), 0);
        ESCAPE_LENGTHS[c] = (byte) escape.length();
    }

    /** The longest encoding of one input byte: a control character as six characters. */
    private static final int EXPANSION = 6;

    private static final String STREAM = "\",\"stream\":\"stdout\",\"time\":\"";
    private static final int END = STREAM.length() + Timestamp.LENGTH + 3;

    private static final int MAX_RECORD = BEGIN.length + MAX_CONTENT * EXPANSION + END;

    /** The end of a record and the beginning of the next one. */
    private final byte[] template = ascii(STREAM + " ".repeat(Timestamp.LENGTH) + "\"}\n{\"log\":\"");

    /** The most that one input byte adds to the output, a line feed. */
    private static final int GROWTH = NEWLINE.length + END + BEGIN.length;

    /** The room that the output needs after the largest result of the input. */
    private static final int SPARE = GROWTH + ByteWords.BLOCK;

    private final Timestamp stamp = new Timestamp(template, STREAM.length());
    private final boolean strips;
    private final OpenRecord open = new OpenRecord();
    private final JsonLineParser parser = new JsonLineParser();

    JsonFileFormat(LineEnd lineEnd) {
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
        int end = buffers.inputEnd;
        if (!open.exists()) {
            open.time = now;
        }
        stamp.set(open.time);
        int i = open.skipReturn(in, open.restoreHeld(buffers), end);
        ByteWords.markSpecialInJson(in, i, end, marks);
        int at = open.restore(BEGIN, out);
        int line = i - open.content;
        int record = 0;
        int count = 0;
        while (i < end) {
            int room = (out.length - at - SPARE) / GROWTH;
            if (room < LogBuffers.HEAD) {
                break;
            }
            // No limit can be reached before this place, and lines up to it need no check.
            int stop = i + Math.min(end - i, Math.min(MAX_CONTENT - (i - line), room));
            int step = 1;
            while (i < stop) {
                int plain = ByteWords.copyUnmarked(in, marks, i, stop, out, at);
                i += plain;
                at += plain;
                if (i == stop) {
                    break;
                }
                byte c = in[i];
                if (c == '\r' && i + 1 < stop) { // what follows it is not plain either, usually
                    ByteWords.put(out, at, ESCAPES['\r']);
                    at += RETURN.length;
                    c = in[++i];
                }
                if (c == '\n') {
                    i++;
                    if (strips) {
                        int returns = LineReturns.before(in, i - 1, i - 1 - line);
                        at -= returns * RETURN.length;
                        open.returnMayFollow = returns == 0;
                        i = open.skipReturn(in, i, end);
                    }
                    ByteWords.put(out, at, ESCAPES['\n']);
                    at = put(template, out, at + NEWLINE.length);
                    record = at - BEGIN.length;
                    count++;
                    line = i;
                    begin(now);
                } else if (c >= 0) {
                    int length = ESCAPE_LENGTHS[c];
                    ByteWords.put(out, at, ESCAPES[c]);
                    at += length;
                    i += Math.min(length, 1); // none for a plain one after a return
                } else {
                    step = Utf8.sequence(in, i, end);
                    if (step == Utf8.TRUNCATED || step > stop - i) {
                        break;
                    }
                    at = step == 0 ? put(REPLACEMENT, out, at) : putSequence(in, i, step, out, at);
                    i += Math.max(step, 1);
                    step = 1;
                }
            }
            if (step == Utf8.TRUNCATED) {
                open.hold(in, i, end);
                i = end;
            } else if (i < end && i - line + step > MAX_CONTENT) {
                at = put(template, out, at);
                record = at - BEGIN.length;
                count++;
                line = i;
                begin(now);
            }
        }
        int content = i - open.heldLength() - line;
        if (strips && open.heldLength() == 0 && i == end) {
            int returns = LineReturns.before(in, end, content);
            open.hold(in, end - returns, end);
            at -= returns * RETURN.length;
            content -= returns;
        }
        buffers.inputAt = i;
        buffers.recordsEnd = record;
        buffers.recordCount = count;
        open.content = content;
        open.keep(out, record, at);
    }

    private void begin(Instant now) {
        if (!open.time.equals(now)) {
            open.time = now;
            stamp.set(now);
        }
    }

    @Override
    public int heldBytes() {
        return open.bytes();
    }

    @Override
    public void flushPartial(LogBuffers buffers) {
        byte[] out = buffers.output;
        buffers.recordsEnd = 0;
        if (!open.exists()) {
            return;
        }
        stamp.set(open.time);
        int at = open.restore(BEGIN, out);
        if (open.content == 0) {
            for (int i = 0; i < open.heldLength(); i++) {
                at = put(open.held(i) < 0 ? REPLACEMENT : RETURN, out, at);
            }
            open.dropHeld();
        }
        System.arraycopy(template, 0, out, at, END);
        buffers.recordsEnd = at + END;
        open.content = 0;
        open.keep(out, 0, 0);
    }

    @Override
    public void encodeNotice(LogBuffers buffers, String text, Instant now) {
        String stream = STREAM.replace("stdout", "stderr");
        byte[] record = ascii("{\"log\":\"" + text + "\\n" + stream + " ".repeat(Timestamp.LENGTH) + "\"}\n");
        new Timestamp(record, record.length - 3 - Timestamp.LENGTH).set(now);
        buffers.recordsEnd = put(record, buffers.output, 0);
    }

    @Override
    public boolean endsLine(byte[] records, int end) {
        int at = end - END - 1;
        if (records[at] != 'n') {
            return false;
        }
        int backslashes = 0;
        while (records[--at] == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    @Override
    public Optional<LogRecord> decode(byte[] bytes, int from, int to) {
        return parser.parse(bytes, from, to);
    }

    private static int putSequence(byte[] in, int i, int length, byte[] out, int at) {
        if (in[i] == (byte) 0xe2 && in[i + 1] == (byte) 0x80) {
            if (in[i + 2] == (byte) 0xa8) {
                return put(LINE_SEPARATOR, out, at);
            }
            if (in[i + 2] == (byte) 0xa9) {
                return put(PARAGRAPH_SEPARATOR, out, at);
            }
        }
        for (int k = 0; k < length; k++) {
            out[at + k] = in[i + k];
        }
        return at + length;
    }

    private static int put(byte[] bytes, byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, bytes.length);
        return at + bytes.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
