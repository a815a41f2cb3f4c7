package io.contee.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The keys that are typed at a terminal in raw mode. One thread uses it. */
final class Keys {

    /** The result of {@link #next} at the end of the input. */
    static final int END = -1;

    private static final int INTERRUPT = 3; // ^C
    private static final int BACKSPACE = 8;
    private static final int ESCAPE = 0x1b;
    private static final int DELETE = 0x7f;

    private final InputStream in;
    private final byte[] buffer = new byte[4 << 10];
    private int position;
    private int end;

    Keys(InputStream in) {
        this.in = in;
    }

    /** Waits for the next byte. */
    int next() throws IOException {
        if (position == end) {
            position = 0;
            end = Math.max(0, in.read(buffer));
        }
        return end == 0 ? END : buffer[position++] & 0xff;
    }

    /** Returns a first byte and what was typed after it, up to a key. */
    byte[] with(int first, int before) {
        int to = position;
        while (to < end && (buffer[to] & 0xff) != before) {
            to++;
        }
        byte[] typed = new byte[1 + to - position];
        typed[0] = (byte) first;
        System.arraycopy(buffer, position, typed, 1, to - position);
        position = to;
        return typed;
    }

    /** Returns whether a key waits to be read. */
    boolean pressed() throws IOException {
        return position < end || in.available() > 0;
    }

    /** Asks for a line of text, which the terminal does not edit in raw mode; empty if it is cancelled. */
    Optional<String> line(Screen screen, String question) throws IOException {
        screen.show(question);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            int key = next();
            switch (key) {
                case END, INTERRUPT, ESCAPE -> {
                    screen.show("\n");
                    return Optional.empty();
                }
                case '\r', '\n' -> {
                    screen.show("\n");
                    return Optional.of(line.toString(StandardCharsets.UTF_8));
                }
                case BACKSPACE, DELETE -> {
                    if (line.size() > 0) {
                        byte[] shorter = withoutLastCharacter(line.toByteArray());
                        line.reset();
                        line.writeBytes(shorter);
                        screen.show("\b \b");
                    }
                }
                default -> {
                    line.write(key);
                    screen.show(key < 0x80 ? Character.toString(key) : "");
                }
            }
        }
    }

    private static byte[] withoutLastCharacter(byte[] text) {
        int length = text.length - 1;
        while (length > 0 && (text[length] & 0xc0) == 0x80) {
            length--;
        }
        return Arrays.copyOf(text, length);
    }
}
