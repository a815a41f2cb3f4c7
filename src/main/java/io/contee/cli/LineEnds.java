package io.contee.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Turns the ends of a text's lines, LF or CR LF, into what the Enter key sends. A text may come in pieces; what follows
 * its last line end is typed without one. One thread uses it.
 *
 * <p>Unless asked for, only text is changed: from the first byte on that no text has, a NUL or one that is not of
 * UTF-8, all bytes pass unchanged, as those of an archive or a modem protocol.
 */
final class LineEnds {

    /** The bytes that the Enter key sends. */
    enum Enter {
        /** A carriage return, as terminals send and firmware, routers and Linux' ICRNL expect. */
        CR("\r"),
        /** A line feed. */
        LF("\n"),
        /** Both. */
        CRLF("\r\n"),
        /** The bytes that stand in the text. */
        RAW("");

        private final String text;

        Enter(String text) {
            this.text = text;
        }
    }

    private final byte[] enter;
    private final boolean textOnly;
    private boolean passing;
    private boolean afterReturn;

    /** The number of bytes that a UTF-8 sequence still lacks. */
    private int continuations;

    private LineEnds(Enter enter, boolean textOnly) {
        this.enter = enter.text.getBytes(StandardCharsets.US_ASCII);
        this.textOnly = textOnly;
        this.passing = enter == Enter.RAW;
    }

    /** Returns the line ends asked for, else a carriage return at the ends of a text's lines. */
    static LineEnds of(Optional<Enter> enter) {
        return new LineEnds(enter.orElse(Enter.CR), enter.isEmpty());
    }

    /** Returns the line ends asked for, else the text's own. */
    static LineEnds orAsWritten(Optional<Enter> enter) {
        return new LineEnds(enter.orElse(Enter.RAW), false);
    }

    /** Turns the line ends of a whole text. */
    byte[] turn(byte[] text) {
        return turn(text, text.length);
    }

    /** Turns the line ends of the next bytes. A return is typed right away; a line feed directly after it is part of it. */
    byte[] turn(byte[] bytes, int count) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(count + 16);
        for (int i = 0; i < count; i++) {
            byte b = bytes[i];
            passing |= textOnly && !isText(b);
            if (passing) {
                out.write(b);
            } else if (b == '\n' && afterReturn) {
                afterReturn = false;
            } else {
                afterReturn = b == '\r';
                if (b == '\n' || b == '\r') {
                    out.writeBytes(enter);
                } else {
                    out.write(b);
                }
            }
        }
        return out.toByteArray();
    }

    private boolean isText(byte b) {
        if (continuations > 0) {
            continuations--;
            return (b & 0xc0) == 0x80;
        }
        int first = b & 0xff;
        if (first >= 0xc2 && first <= 0xf4) {
            continuations = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
            return true;
        }
        return first != 0 && first < 0x80;
    }
}
