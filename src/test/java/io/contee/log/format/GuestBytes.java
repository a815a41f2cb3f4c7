package io.contee.log.format;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** What guests send, from plain to hostile, out of a seed; and how a pod log must show it. */
public final class GuestBytes {

    private static final List<String> PIECES = List.of(
            "a",
            "login: ",
            "[    0.000000] Linux version 6.1.0\r\n",
            "\n",
            "\r\n",
            "\\",
            "\\n",
            "\"",
            "\u001b[0;32m",
            "\0",
            "\u007f",
            "\u00e9",
            "\u20ac",
            "\u2028\u2029\u2027",
            "\ud83d\ude00",
            "\ufffd",
            "<&>");

    private GuestBytes() {}

    public static byte[] random(Random random, int length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (bytes.size() < length) {
            switch (random.nextInt(6)) {
                case 0 -> bytes.write(random.nextInt(256));
                case 1 -> bytes.write(0x80 + random.nextInt(128));
                case 2 -> bytes.writeBytes("x".repeat(random.nextInt(60)).getBytes(StandardCharsets.UTF_8));
                default ->
                    bytes.writeBytes(PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    /** The bytes with U+FFFD for each one that belongs to no UTF-8 sequence, as Go reads them. */
    public static String decoded(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer sequence = CharBuffer.allocate(4);
        int at = 0;
        while (at < bytes.length) {
            int length = 1;
            boolean valid = bytes[at] >= 0;
            if (valid) {
                text.append((char) bytes[at]);
            }
            for (int tried = 2; !valid && tried <= 4 && at + tried <= bytes.length; tried++) {
                ByteBuffer candidate = ByteBuffer.wrap(bytes, at, tried);
                valid = !decoder.reset()
                        .decode(candidate, sequence.clear(), true)
                        .isError();
                if (valid) {
                    text.append(sequence.flip());
                    length = tried;
                }
            }
            if (!valid) {
                text.append('\ufffd');
            }
            at += length;
        }
        return text.toString();
    }

    public static ByteBuffer direct(byte[] bytes, int from, int to) {
        return ByteBuffer.allocateDirect(to - from).put(bytes, from, to - from).flip();
    }

    public static ByteBuffer direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return direct(bytes, 0, bytes.length);
    }
}
