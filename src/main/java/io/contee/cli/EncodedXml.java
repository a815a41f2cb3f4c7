package io.contee.cli;

import io.contee.model.ConteeException;
import io.contee.model.OneLine;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * XML as it stands in a file: its text, and how the text becomes bytes. A byte order mark counts before the encoding
 * declaration, and UTF-8 is what is neither marked nor declared, as XML 1.0 has it (appendix F).
 *
 * @param text without the byte order mark
 */
record EncodedXml(String text, Charset charset, boolean marked) {

    private static final String MARK = "\uFEFF";
    private static final int DECLARATION_LENGTH = 1024;
    private static final Pattern DECLARED_ENCODING =
            Pattern.compile("\\A<\\?xml\\s[^>]*?\\bencoding\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");

    /**
     * Reads bytes. They are exactly what {@link #bytes} gives back for the same text.
     *
     * @throws ConteeException if the encoding is not known, the mark and the declaration do not agree, or bytes are
     *     invalid; the message is the reason alone
     */
    static EncodedXml decode(byte[] bytes) {
        Charset charset = charset(bytes);
        String text = decode(bytes, charset);
        boolean marked = text.startsWith(MARK);
        EncodedXml xml = new EncodedXml(marked ? text.substring(1) : text, charset, marked);
        if (!Arrays.equals(xml.bytes(xml.text), bytes)) {
            throw new ConteeException("its encoding " + charset + " cannot be kept byte for byte: convert it to UTF-8");
        }
        return xml;
    }

    /**
     * Encodes another text in the same way.
     *
     * @throws ConteeException if the encoding lacks a character of it; the message is the reason alone
     */
    byte[] bytes(String other) {
        try {
            ByteBuffer encoded = charset.newEncoder().encode(CharBuffer.wrap(marked ? MARK + other : other));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            throw new ConteeException("its encoding " + charset + " lacks a character: convert it to UTF-8", e);
        }
    }

    private static Charset charset(byte[] bytes) {
        Optional<Charset> seen = charsetSeen(bytes);
        Optional<String> declared = declaredEncoding(bytes, seen.orElse(StandardCharsets.ISO_8859_1));
        if (declared.isEmpty()) {
            return seen.orElse(StandardCharsets.UTF_8);
        }
        Charset charset = known(declared.get());
        boolean wide = !Arrays.equals("<?xml".getBytes(charset), "<?xml".getBytes(StandardCharsets.US_ASCII));
        if (seen.isEmpty() && !wide) {
            return charset;
        }
        boolean utf16 = charset.equals(StandardCharsets.UTF_16);
        return seen.filter(s -> s.equals(charset) || (utf16 && !s.equals(StandardCharsets.UTF_8)))
                .orElseThrow(() -> new ConteeException("it declares the encoding " + charset + " and is written in "
                        + seen.map(Charset::name).orElse("another one") + ": correct its first line"));
    }

    /** Returns the encoding that the first bytes show: by a byte order mark, or a {@code <} of two bytes. */
    private static Optional<Charset> charsetSeen(byte[] bytes) {
        if (starts(bytes, 0xEF, 0xBB, 0xBF)) {
            return Optional.of(StandardCharsets.UTF_8);
        }
        if (starts(bytes, 0xFE, 0xFF) || starts(bytes, 0, '<')) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        if (starts(bytes, 0xFF, 0xFE) || starts(bytes, '<', 0)) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        return Optional.empty();
    }

    private static boolean starts(byte[] bytes, int... first) {
        for (int i = 0; i < first.length; i++) {
            if (i >= bytes.length || (bytes[i] & 0xFF) != first[i]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> declaredEncoding(byte[] bytes, Charset charset) {
        String head = new String(bytes, 0, Math.min(bytes.length, DECLARATION_LENGTH), charset);
        Matcher matcher = DECLARED_ENCODING.matcher(head.startsWith(MARK) ? head.substring(1) : head);
        return matcher.find()
                ? Optional.ofNullable(matcher.group(1)).or(() -> Optional.of(matcher.group(2)))
                : Optional.empty();
    }

    private static Charset known(String encoding) {
        try {
            Charset charset = Charset.forName(encoding);
            if (charset.canEncode()) {
                return charset;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new ConteeException("its encoding " + OneLine.quoted(encoding) + " is unknown: convert it to UTF-8");
    }

    private static String decode(byte[] bytes, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate((int) Math.ceil(bytes.length * (double) decoder.maxCharsPerByte()) + 1);
        CoderResult result = decoder.decode(in, out, true);
        if (!result.isError()) {
            result = decoder.flush(out);
        }
        String text = out.flip().toString();
        if (result.isError()) {
            throw new ConteeException(String.format(
                    "byte 0x%02x in line %d is not valid in %s: convert it to UTF-8, or declare its encoding",
                    in.get(), text.chars().filter(c -> c == '\n').count() + 1, charset));
        }
        return text;
    }
}
