package io.contee.log.format;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads lines of the json-file format: parses the form that docker and contee write itself, and other forms with
 * Jackson. Invalid UTF-8 reads as U+FFFD, and so does half a surrogate pair.
 */
final class JsonLineParser {

    private static final JsonFactory JSON = new JsonFactory();
    private static final byte[] BEGIN = ascii("{\"log\":\"");
    private static final byte[] STDOUT = ascii("\",\"stream\":\"stdout\",\"time\":\"");
    private static final byte[] STDERR = ascii("\",\"stream\":\"stderr\",\"time\":\"");
    private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);

    /** The most bytes that one byte may become when it is unescaped: U+FFFD. */
    private static final int GROWTH = 3;

    private final TimestampParser times = new TimestampParser();
    private byte[] content = new byte[1 << 10];
    private byte[] marks = {};

    /** The end of the last unescaped string. */
    private int stringEnd;

    /** The end of the last unescaped escape. */
    private int escapeEnd;

    /** Reads one line, with its line feed or without; empty if it is not a record. */
    Optional<LogRecord> parse(byte[] bytes, int from, int to) {
        LogRecord record = parseUsual(bytes, from, to);
        return record == null ? parseAny(bytes, from, to) : Optional.of(record);
    }

    /** Returns null if the line does not have the usual form. */
    private @Nullable LogRecord parseUsual(byte[] bytes, int from, int to) {
        int end = to > from && bytes[to - 1] == '\n' ? to - 1 : to;
        if (!startsWith(bytes, from, end, BEGIN) || end - from < BEGIN.length + STDOUT.length + 2) {
            return null;
        }
        int length = unescape(bytes, from + BEGIN.length, end);
        if (length < 0) {
            return null;
        }
        boolean stdout = startsWith(bytes, stringEnd, end, STDOUT);
        int timeBegin = stringEnd + STDOUT.length;
        int timeEnd = end - 2;
        if ((!stdout && !startsWith(bytes, stringEnd, end, STDERR))
                || timeBegin > timeEnd
                || bytes[timeEnd] != '"'
                || bytes[end - 1] != '}') {
            return null;
        }
        Instant time = times.parse(bytes, timeBegin, timeEnd);
        return time == null
                ? null
                : new LogRecord(
                        time,
                        stdout ? LogRecord.Stream.STDOUT : LogRecord.Stream.STDERR,
                        Arrays.copyOf(content, length));
    }

    /**
     * Unescapes the string that begins at {@code from} into {@link #content}, and sets {@link #stringEnd} to its quote.
     *
     * @return its length, or -1 if it does not have the usual form
     */
    private int unescape(byte[] bytes, int from, int end) {
        prepare(bytes, from, end);
        byte[] out = content;
        int at = 0;
        int i = from;
        while (i < end) {
            int plain = ByteWords.copyUnmarked(bytes, marks, i, end, out, at);
            i += plain;
            at += plain;
            if (i == end) {
                return -1;
            }
            byte c = bytes[i];
            if (c == '"') {
                stringEnd = i;
                return at;
            } else if (c < 0) {
                int length = Utf8.sequence(bytes, i, end);
                if (length > 0) {
                    for (int k = 0; k < length; k++) {
                        out[at++] = bytes[i++];
                    }
                } else {
                    at = put(REPLACEMENT, out, at);
                    i++;
                }
            } else if (c < ' ' || (c == '\\' && i + 1 == end)) {
                return -1;
            } else {
                at = unescape(bytes, i, end, out, at);
                if (at < 0) {
                    return -1;
                }
                i = escapeEnd;
            }
        }
        return -1;
    }

    /** Makes room for what the bytes may become, and marks those that are not copied as they are. */
    private void prepare(byte[] bytes, int from, int end) {
        if (content.length < GROWTH * (end - from) + ByteWords.SIZE) {
            content = new byte[Integer.highestOneBit(GROWTH * (end - from) + ByteWords.SIZE) << 1];
        }
        if (marks.length < end) {
            marks = new byte[bytes.length];
        }
        ByteWords.markSpecialInJson(bytes, from, end, marks);
    }

    /**
     * Unescapes the escape that begins at {@code from}, and sets {@link #escapeEnd}.
     *
     * @return the end of what {@code out} then holds, or -1 if it is not an escape
     */
    private int unescape(byte[] bytes, int from, int end, byte[] out, int at) {
        if (bytes[from + 1] != 'u') {
            byte character = unescaped(bytes[from + 1]);
            if (character == 0) {
                return -1;
            }
            escapeEnd = from + 2;
            out[at] = character;
            return at + 1;
        }
        int unit = unit(bytes, from, end);
        int low = unit(bytes, from + 6, end);
        escapeEnd = from + 6;
        if (unit < 0) {
            return -1;
        } else if (unit < 0x80) {
            out[at] = (byte) unit;
            return at + 1;
        } else if (Character.isHighSurrogate((char) unit) && low >= 0 && Character.isLowSurrogate((char) low)) {
            escapeEnd += 6;
            return put(new String(Character.toChars(Character.toCodePoint((char) unit, (char) low))), out, at);
        }
        return put(Character.isSurrogate((char) unit) ? "\ufffd" : Character.toString(unit), out, at);
    }

    private static byte unescaped(byte c) {
        return (byte)
                switch (c) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 't' -> '\t';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    case '"', '\\', '/' -> c;
                    default -> 0;
                };
    }

    /** Returns the value of the four hexadecimal digits of {@code \\u} at a place, or -1 if there are none. */
    private static int unit(byte[] bytes, int at, int end) {
        if (at + 6 > end || bytes[at] != '\\' || bytes[at + 1] != 'u') {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + 6; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private static int put(String character, byte[] out, int at) {
        return put(character.getBytes(StandardCharsets.UTF_8), out, at);
    }

    private static int put(byte[] bytes, byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, bytes.length);
        return at + bytes.length;
    }

    private static boolean startsWith(byte[] bytes, int from, int end, byte[] start) {
        return end - from >= start.length && Arrays.equals(bytes, from, from + start.length, start, 0, start.length);
    }

    private Optional<LogRecord> parseAny(byte[] bytes, int from, int to) {
        String log = null;
        String stream = null;
        String time = null;
        String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), line)) {
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
        } catch (JacksonException e) {
            return Optional.empty();
        }
        byte[] timeBytes = time.getBytes(StandardCharsets.UTF_8);
        Instant instant = times.parse(timeBytes, 0, timeBytes.length);
        boolean stdout = stream.equals("stdout");
        if (instant == null || (!stdout && !stream.equals("stderr"))) {
            return Optional.empty();
        }
        return Optional.of(new LogRecord(
                instant,
                stdout ? LogRecord.Stream.STDOUT : LogRecord.Stream.STDERR,
                log.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
