package io.contee.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Makes a guest's output harmless for a terminal: what is printable passes, as do newline, return and tab; other
 * control characters, of which escape sequences consist, are shown as {@code ^[}, and what is no UTF-8, C1 controls and
 * changes of direction as U+FFFD. What belongs together may come in pieces.
 */
final class TerminalText {

    private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);
    private static final int DELETE = 0x7f;

    /** As many may be a line's end, CR CR LF: a tty adds one to what a program prints. */
    private static final int MOST_RETURNS = 2;

    private final boolean passesReturns;

    /** The beginning of a UTF-8 sequence, and how many bytes it has when it is whole. */
    private final byte[] sequence = new byte[4];

    private int have;
    private int need;

    /** The number of returns that came last, at most {@value #MOST_RETURNS}; the next byte decides their meaning. */
    private int returns;

    /** @param passesReturns whether a return alone passes, with which a guest writes over the line's beginning */
    TerminalText(boolean passesReturns) {
        this.passesReturns = passesReturns;
    }

    /** Returns what may be shown of the next bytes. */
    byte[] show(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 16);
        for (byte b : bytes) {
            accept(b, out);
        }
        return out.toByteArray();
    }

    private void accept(byte b, ByteArrayOutputStream out) {
        if (have > 0) {
            if ((b & 0xc0) == 0x80) {
                sequence[have++] = b;
                if (have == need) {
                    endSequence(out);
                }
                return;
            }
            have = 0;
            out.writeBytes(REPLACEMENT);
        }
        if (returns > 0 && b != '\r') {
            endReturns(b == '\n', out);
        }
        if (b < 0) {
            beginSequence(b, out);
        } else if (b == '\r' && !passesReturns) {
            holdReturn(out);
        } else if ((b >= ' ' && b != DELETE) || b == '\n' || b == '\r' || b == '\t') {
            out.write(b);
        } else {
            control(b, out);
        }
    }

    private void holdReturn(ByteArrayOutputStream out) {
        if (returns == MOST_RETURNS) {
            control('\r', out);
        } else {
            returns++;
        }
    }

    private void endReturns(boolean lineEnds, ByteArrayOutputStream out) {
        if (lineEnds) {
            out.write('\r');
            returns = 0;
        }
        for (; returns > 0; returns--) {
            control('\r', out);
        }
    }

    private static void control(int c, ByteArrayOutputStream out) {
        out.write('^');
        out.write(c ^ 0x40);
    }

    private void beginSequence(byte b, ByteArrayOutputStream out) {
        int first = b & 0xff;
        if (first < 0xc2 || first > 0xf4) {
            out.writeBytes(REPLACEMENT);
            return;
        }
        need = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        sequence[0] = b;
        have = 1;
    }

    private void endSequence(ByteArrayOutputStream out) {
        String text = new String(sequence, 0, need, StandardCharsets.UTF_8);
        int c = text.codePointAt(0);
        boolean whole = text.codePointCount(0, text.length()) == 1;
        boolean safe = whole && !Character.isISOControl(c) && !isDirectionOrSeparator(c);
        out.writeBytes(safe ? text.getBytes(StandardCharsets.UTF_8) : REPLACEMENT);
        have = 0;
    }

    private static boolean isDirectionOrSeparator(int c) {
        return (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
    }
}
