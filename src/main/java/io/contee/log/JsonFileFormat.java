package io.contee.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Docker's json-file format: <code>{"log":"…\n","stream":"stdout","time":"…"}</code>, one object a line. Escapes as
 * docker's encoder does (moby, daemon/logger/jsonfilelog/jsonlog): control characters, U+2028 and U+2029, and U+FFFD
 * for each byte that belongs to no UTF-8 sequence. A record is cut before a sequence that would not fit, not inside.
 */
final class JsonFileFormat implements RecordFormat {

    private static final JsonFactory JSON = new JsonFactory();
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] BEGIN = ascii("{\"log\":\"");
    private static final byte[] NEWLINE = ascii("\\n");
    private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LINE_SEPARATOR = ascii("\\u2028");
    private static final byte[] PARAGRAPH_SEPARATOR = ascii("\\u2029");
    private static final byte[] NOTHING = {};
    /** What stands for an ASCII character in a JSON string, empty where it stands for itself. */
    private static final byte[][] ESCAPES = escapes();

    /** The longest form of one input byte: a control character as six characters. */
    private static final int EXPANSION = 6;

    private static final String STREAM = "\",\"stream\":\"stdout\",\"time\":\"";
    private static final int END = STREAM.length() + Timestamp.LENGTH + 3;

    private static final int MAX_RECORD = BEGIN.length + MAX_CONTENT * EXPANSION + END;

    /** Room that the output needs besides the content: one template, and a word stored past its end. */
    private static final int SPARE = NEWLINE.length + END + BEGIN.length + Long.BYTES;

    /** The arrays up to this size stay with an idle log. */
    private static final int SMALL = 1 << 10;

    /** The end of a line, of its record, and the beginning of the next record. */
    private final byte[] template = ascii("\\n" + STREAM + " ".repeat(Timestamp.LENGTH) + "\"}\n{\"log\":\"");

    private final Timestamp stamp = new Timestamp(template, NEWLINE.length + STREAM.length());

    /** The open record as far as it is encoded, and how many bytes of the guest are in it. */
    private byte[] open = NOTHING;

    private int openLength;
    private int content;

    /** The beginning of a UTF-8 sequence whose rest has not come. */
    private final byte[] sequence = new byte[LogBuffers.HEAD];

    private int sequenceLength;

    /** When the first byte of the open record came. */
    private Instant openTime = Instant.EPOCH;

    @Override
    public int maxRecord() {
        return MAX_RECORD;
    }

    @Override
    public boolean hasPartial() {
        return content > 0 || sequenceLength > 0;
    }

    @Override
    public void encode(LogBuffers buffers, Instant now) {
        byte[] in = buffers.input;
        byte[] out = buffers.output;
        int end = buffers.inputEnd;
        if (!hasPartial()) {
            openTime = now;
        }
        stamp.set(openTime);
        int i = restoreSequence(buffers);
        int at = restoreOpen(out);
        int records = 0;
        while (i < end) {
            int room = (out.length - at - SPARE) / EXPANSION;
            if (room < LogBuffers.HEAD) {
                break;
            }
            int start = i;
            int stop = i + Math.min(end - i, Math.min(MAX_CONTENT - content, room));
            int step = 1;
            boolean newline = false;
            while (i < stop) {
                if (stop - i >= Long.BYTES) {
                    long word = (long) LONGS.get(in, i);
                    LONGS.set(out, at, word);
                    int plain = plainBytes(word);
                    i += plain;
                    at += plain;
                    if (plain == Long.BYTES) {
                        continue;
                    }
                }
                byte c = in[i];
                if (c >= 0) {
                    byte[] escape = ESCAPES[c];
                    if (escape.length == 0) {
                        out[at++] = c;
                    } else if (c == '\n') {
                        newline = true;
                        i++;
                        break;
                    } else {
                        at = put(escape, out, at);
                    }
                    i++;
                    continue;
                }
                step = Utf8.sequence(in, i, end);
                if (step == 0) {
                    at = put(REPLACEMENT, out, at);
                    i++;
                } else if (step == Utf8.TRUNCATED || step > stop - i) {
                    break;
                } else {
                    at = putSequence(in, i, step, out, at);
                    i += step;
                }
                step = 1;
            }
            content += i - start;
            if (newline || (content + step > MAX_CONTENT && i < end)) {
                int from = newline ? 0 : NEWLINE.length;
                System.arraycopy(template, from, out, at, template.length - from);
                at += template.length - from;
                records = at - BEGIN.length;
                content = 0;
                if (!openTime.equals(now)) {
                    openTime = now;
                    stamp.set(now);
                }
            } else if (step == Utf8.TRUNCATED) {
                sequenceLength = end - i;
                System.arraycopy(in, i, sequence, 0, sequenceLength);
                i = end;
            }
        }
        buffers.inputAt = i;
        buffers.recordsEnd = records;
        keepOpen(out, records, at);
    }

    @Override
    public void flushPartial(LogBuffers buffers) {
        byte[] out = buffers.output;
        buffers.recordsEnd = 0;
        if (!hasPartial()) {
            return;
        }
        stamp.set(openTime);
        int at = restoreOpen(out);
        if (content == 0) {
            for (int i = 0; i < sequenceLength; i++) {
                at = put(REPLACEMENT, out, at);
            }
            sequenceLength = 0;
        }
        System.arraycopy(template, NEWLINE.length, out, at, END);
        buffers.recordsEnd = at + END;
        content = 0;
        keepOpen(out, 0, 0);
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
        String log = null;
        String stream = null;
        String time = null;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                switch (name) {
                    case "log" -> log = parser.getValueAsString();
                    case "stream" -> stream = parser.getValueAsString();
                    case "time" -> time = parser.getValueAsString();
                    default -> parser.skipChildren();
                }
            }
            if (log == null || stream == null || time == null || parser.nextToken() != null) {
                return Optional.empty();
            }
            return Optional.of(
                    new LogRecord(Instant.parse(time), stream(stream), log.getBytes(StandardCharsets.UTF_8)));
        } catch (JacksonException | DateTimeParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static LogRecord.Stream stream(String name) {
        return switch (name) {
            case "stdout" -> LogRecord.Stream.STDOUT;
            case "stderr" -> LogRecord.Stream.STDERR;
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** How many bytes at the low end of {@code word} stand for themselves in a JSON string. */
    private static int plainBytes(long word) {
        long ones = 0x0101010101010101L;
        long highs = 0x8080808080808080L;
        long quote = word ^ (ones * '"');
        long backslash = word ^ (ones * '\\');
        // Each term is exact up to the first byte that it finds, and only the first one counts.
        long control = (word - ones * ' ') & ~word;
        long special = word | control | ((quote - ones) & ~quote) | ((backslash - ones) & ~backslash);
        return Long.numberOfTrailingZeros(special & highs) >>> 3;
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

    /** Puts what is left of a sequence before the input, and returns where the input now begins. */
    private int restoreSequence(LogBuffers buffers) {
        int at = buffers.inputAt - sequenceLength;
        System.arraycopy(sequence, 0, buffers.input, at, sequenceLength);
        sequenceLength = 0;
        return at;
    }

    private int restoreOpen(byte[] out) {
        if (openLength == 0) {
            return put(BEGIN, out, 0);
        }
        System.arraycopy(open, 0, out, 0, openLength);
        return openLength;
    }

    private void keepOpen(byte[] out, int from, int to) {
        openLength = content == 0 ? 0 : to - from;
        if (openLength > open.length) {
            open = new byte[Math.max(256, Integer.highestOneBit(openLength - 1) << 1)];
        } else if (openLength == 0 && open.length > SMALL) {
            open = NOTHING;
        }
        System.arraycopy(out, from, open, 0, openLength);
    }

    private static byte[][] escapes() {
        byte[][] escapes = new byte[128][];
        Arrays.fill(escapes, NOTHING);
        for (int c = 0; c < ' '; c++) {
            escapes[c] = ascii(String.format("\\u%04x", c));
        }
        escapes['\n'] = NEWLINE;
        escapes['\r'] = ascii("\\r");
        escapes['\t'] = ascii("\\t");
        escapes['"'] = ascii("\\\"");
        escapes['\\'] = ascii("\\\\");
        return escapes;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
