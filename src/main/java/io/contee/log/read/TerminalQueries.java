package io.contee.log.read;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Removes from a guest's output the queries that a terminal answers: reports of the cursor, of the terminal's kind,
 * modes, colours and the like. A terminal types its answer, so an answer to output that is replayed, or that several
 * terminals show, is typed to a guest that does not expect it. All other bytes pass unchanged; a sequence may be split
 * across calls.
 *
 * <p>The queries are those of ECMA-48, of DEC's terminals and of xterm's ctlseqs, with what kitty and iTerm2 add; also
 * with the introducers of C1 in UTF-8. Strings that are longer than {@value #MAX_SEQUENCE} bytes pass, or are removed,
 * by their beginning; control sequences of that length are removed. One thread uses it.
 */
public final class TerminalQueries {

    /** The most bytes of a sequence that are held before it is judged by its beginning. */
    private static final int MAX_SEQUENCE = 1 << 10;

    private static final int ENQUIRY = 0x05;
    private static final int BELL = 0x07;
    private static final int CANCEL = 0x18;
    private static final int SUBSTITUTE = 0x1a;
    private static final int ESCAPE = 0x1b;
    private static final int C1_PREFIX = 0xc2;

    /** The parameters, intermediates and final byte of control sequences that are answered. */
    private static final Pattern CONTROL = Pattern.compile(
            "[0-9;?]*n" // DSR
                    + "|[=>]?[0-9;]*c" // DA1, DA2, DA3
                    + "|[0-9;]*x" // DECREQTPARM
                    + "|0*(1[1345689]|2[01])(;[0-9]*)*t" // reports of the window
                    + "|\\??[0-9;]*\\$p" // DECRQM
                    + "|[0-9;]*\\$[uw]" // DECRQTSR, DECRQPSR
                    + "|[0-9;]*\\*y" // DECRQCRA
                    + "|[0-9;]*&u" // DECRQUPSS
                    + "|[0-9;]*'\\|" // DECRQLP
                    + "|[0-9;]*\"v" // DECRQDE
                    + "|[0-9;]*[+]x" // DECRQPKFM
                    + "|>[0-9;]*q" // XTVERSION
                    + "|\\?[0-9;]*[mSu]" // XTQMODKEYS, XTSMGRAPHICS, kitty's keyboard
                    + "|[0-9;]*#R" // XTREPORTCOLORS
                    + "|\\?([0-9]*;)*0*2048(;[0-9]*)*h"); // reports of each change of size, the first one immediately

    /** Operating system commands that are answered; titles may hold any text. */
    private static final Pattern COMMAND = Pattern.compile(
            "(?s)(?!0*(?:0|1|2|7|8|9);)[0-9]+;(.*[;=])?\\?.*" + "|1337;(Report|RequestUpload).*" + "|6[01].*");

    /** Device control strings that are answered: DECRQSS, XTGETTCAP, XTGETXRES. */
    private static final Pattern DEVICE = Pattern.compile("(?s)[0-9;]*([$+]q|[+]Q).*");

    /** Application program commands that are answered: kitty's graphics. */
    private static final Pattern APPLICATION = Pattern.compile("(?s)G.*");

    private enum State {
        TEXT,
        /** After 0xc2, which may begin a control character of C1. */
        C1,
        /** After ESC. */
        ESCAPED,
        /** In a control sequence. */
        CONTROL,
        /** In a string, which ST or BEL ends. */
        STRING,
        /** In a string, after ESC. */
        STRING_ESCAPED,
        /** In a string, after 0xc2. */
        STRING_C1
    }

    private final ByteArrayOutputStream sequence = new ByteArrayOutputStream();
    private State state = State.TEXT;

    /** The start of the sequence's contents, after its introducer. */
    private int contents;

    /** The character after ESC that begins the string: {@code P}, {@code ]}, {@code _}, {@code ^} or {@code X}. */
    private char string;

    /** True if a control sequence is so long that it is dropped: no terminal reads so many parameters. */
    private boolean tooLong;

    /** True if a string is so long that it was already judged; the next field says whether it passes. */
    private boolean judged;

    private boolean passes;

    /** Removes the queries from the next bytes. */
    public byte[] remove(byte[] bytes) {
        return filter(bytes, false);
    }

    /**
     * Filters the next bytes.
     *
     * @param answered whether queries that end in these bytes pass
     */
    public byte[] filter(byte[] bytes, boolean answered) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + sequence.size());
        for (byte b : bytes) {
            next(b & 0xff, answered, out);
        }
        return out.toByteArray();
    }

    private void next(int c, boolean answered, ByteArrayOutputStream out) {
        switch (state) {
            case TEXT -> text(c, answered, out);
            case C1 -> c1(c, answered, out);
            case ESCAPED -> escaped(c, answered, out);
            case CONTROL -> control(c, answered, out);
            case STRING, STRING_ESCAPED, STRING_C1 -> string(c, answered, out);
        }
    }

    private void text(int c, boolean answered, ByteArrayOutputStream out) {
        if (c == ESCAPE || c == C1_PREFIX) {
            sequence.write(c);
            state = c == ESCAPE ? State.ESCAPED : State.C1;
        } else if (c != ENQUIRY || answered) {
            out.write(c);
        }
    }

    private void c1(int c, boolean answered, ByteArrayOutputStream out) {
        if (c >= 0x80 && c <= 0x9f) {
            escaped(c - 0x40, c, answered, out);
        } else {
            pass(out);
            text(c, answered, out);
        }
    }

    private void escaped(int c, boolean answered, ByteArrayOutputStream out) {
        if (c == ESCAPE) {
            pass(out);
            text(c, answered, out);
        } else {
            escaped(c, c, answered, out);
        }
    }

    /** Continues after an introducer, of which {@code written} is the last byte. */
    private void escaped(int c, int written, boolean answered, ByteArrayOutputStream out) {
        sequence.write(written);
        contents = sequence.size();
        switch (c) {
            case '[' -> state = State.CONTROL;
            case 'P', ']', '_', '^', 'X' -> {
                state = State.STRING;
                string = (char) c;
                judged = false;
            }
            case 'Z' -> end(answered, out); // DECID
            default -> pass(out);
        }
    }

    private void control(int c, boolean answered, ByteArrayOutputStream out) {
        if (c == ESCAPE) {
            end(!tooLong, out);
            text(c, answered, out);
            return;
        }
        if (sequence.size() < MAX_SEQUENCE) {
            sequence.write(c);
        } else {
            tooLong = true;
        }
        if (c >= '@' && c <= '~') {
            end(!tooLong && (answered || !CONTROL.matcher(printable()).matches()), out);
        } else if (c == CANCEL || c == SUBSTITUTE || c >= 0x80) {
            end(!tooLong, out);
        }
    }

    private void string(int c, boolean answered, ByteArrayOutputStream out) {
        boolean terminated = (state == State.STRING_ESCAPED && c == '\\')
                || (state == State.STRING_C1 && c == 0x9c)
                || (c == BELL && string == ']')
                || c == CANCEL
                || c == SUBSTITUTE;
        if (state == State.STRING_ESCAPED && !terminated) { // ESC ends it, and begins another sequence
            end(answered || passes(), out);
            sequence.write(ESCAPE);
            state = State.ESCAPED;
            escaped(c, answered, out);
            return;
        }
        if (c == ESCAPE) {
            state = State.STRING_ESCAPED;
            return;
        }
        if (state == State.STRING_ESCAPED) {
            sequence.write(ESCAPE);
        }
        sequence.write(c);
        if (terminated) {
            end(answered || passes(), out);
            return;
        }
        state = c == C1_PREFIX ? State.STRING_C1 : State.STRING;
        if (state == State.STRING && sequence.size() > MAX_SEQUENCE) {
            passes = answered || (passes() && string != ']'); // any part of a command may be a query
            judged = true;
            if (passes) {
                out.writeBytes(sequence.toByteArray());
            }
            sequence.reset();
            contents = 0;
        }
    }

    private boolean passes() {
        if (judged) {
            return passes;
        }
        String text = printable();
        return switch (string) {
            case ']' -> !COMMAND.matcher(text).matches();
            case 'P' -> !DEVICE.matcher(text).matches();
            case '_' -> !APPLICATION.matcher(text).matches();
            default -> true;
        };
    }

    /**
     * Returns the sequence's contents after its introducer, without the control characters that a terminal ignores or
     * obeys.
     */
    private String printable() {
        byte[] bytes = sequence.toByteArray();
        StringBuilder text = new StringBuilder(bytes.length);
        for (byte b : Arrays.copyOfRange(bytes, Math.min(contents, bytes.length), bytes.length)) {
            if (b >= ' ' && b < 0x7f) {
                text.append((char) b);
            }
        }
        if (string == ']' || string == 'P' || string == '_') {
            int end = text.length() - 1;
            boolean terminator = state == State.STRING_ESCAPED && end >= 0 && text.charAt(end) == '\\';
            return terminator ? text.substring(0, end) : text.toString();
        }
        return text.toString();
    }

    private void pass(ByteArrayOutputStream out) {
        end(true, out);
    }

    private void end(boolean passing, ByteArrayOutputStream out) {
        if (passing) {
            out.writeBytes(sequence.toByteArray());
        }
        sequence.reset();
        contents = 0;
        string = 0;
        tooLong = false;
        judged = false;
        state = State.TEXT;
    }
}
