package io.contee.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.log.format.Notice;
import io.contee.log.read.TerminalQueries;
import io.contee.model.ConteeException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The destination of a guest's output: the standard output, with timestamps if they are wanted, and a file if one is
 * wanted. contee's own messages go to the standard error. At a terminal it removes queries that this terminal is not to
 * answer, and resets at its end the modes that the guest may have set. Any thread may use it.
 */
final class Screen implements AutoCloseable {

    /**
     * Makes a terminal usable for a shell after any guest, without moving the cursor. A terminal ignores what it does
     * not know (ECMA-48), so one sequence does for all of them. In its order: CAN and ST end what the guest left
     * unfinished; leave the second screen, whose end restores the cursor that DECSC has saved; DECSTR, the soft reset,
     * which the Linux console and some others lack; so singly: the whole screen scrolls, no left and right margins,
     * wrap, replace, no newline mode, normal cursor and keypad keys, a visible, plain cursor, no reverse video; no
     * reports of the mouse, of focus, of size or of colours, no bracketed paste, no held updates, plain keys; no
     * attributes, ASCII in G0 and G1.
     */
    static final String RESET = "\u0018\u001b\\\u001b7\u001b[?1049l\u001b[!p\u001b7\u001b[r\u001b[?69l\u001b8"
            + "\u001b[?7h\u001b[4l\u001b[20l\u001b[?1l\u001b>\u001b[?25h\u001b[0 q\u001b[?5l"
            + "\u001b[?9l\u001b[?1000l\u001b[?1001l\u001b[?1002l\u001b[?1003l\u001b[?1004l\u001b[?1005l\u001b[?1006l"
            + "\u001b[?1015l\u001b[?1016l\u001b[?2004l\u001b[?2026l\u001b[?2031l\u001b[?2048l\u001b[=0u\u001b[>4m"
            + "\u001b[0m\u001b(B\u001b)B\u000f";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS ", Locale.ROOT);

    private final PrintStream out;
    private final PrintStream err;
    private final InstantSource clock;
    private final ZoneId zone;
    private final boolean terminal;

    @GuardedBy("this")
    private final TerminalQueries queries = new TerminalQueries();

    @GuardedBy("this")
    private boolean raw;

    @GuardedBy("this")
    private boolean drawnOn;

    @GuardedBy("this")
    private boolean ended;

    @GuardedBy("this")
    private boolean timestamps;

    @GuardedBy("this")
    private boolean atLineStart = true;

    @GuardedBy("this")
    private @Nullable OutputStream file;

    /** @param terminal whether {@code out} is a terminal, or is shown on the one that the keys come from */
    Screen(PrintStream out, PrintStream err, boolean terminal, InstantSource clock, ZoneId zone) {
        this.terminal = terminal;
        this.out = out;
        this.err = err;
        this.clock = clock;
        this.zone = zone;
    }

    /** The screen of this process. */
    static Screen standard() {
        return new Screen(
                System.out,
                System.err,
                Tty.isTerminal() || Tty.isOutputTerminal(),
                InstantSource.system(),
                ZoneId.systemDefault());
    }

    /**
     * Prints what the guest has printed.
     *
     * @throws ConteeException if nobody reads it any more
     */
    void print(ByteBuffer bytes) {
        print(bytes, false);
    }

    /**
     * Prints what the guest has printed.
     *
     * @param answered whether this terminal is to answer the queries in it
     * @throws ConteeException if nobody reads it any more
     */
    synchronized void print(ByteBuffer bytes, boolean answered) {
        byte[] output = new byte[bytes.remaining()];
        bytes.get(output);
        if (!ended) {
            show(terminal ? queries.filter(output, answered) : output);
            log(output);
        }
    }

    @GuardedBy("this")
    private void show(byte[] printed) {
        drawnOn |= printed.length > 0;
        if (timestamps) {
            printStamped(printed);
        } else {
            out.write(printed, 0, printed.length);
        }
        if (printed.length > 0) {
            atLineStart = printed[printed.length - 1] == '\n';
        }
        if (out.checkError()) { // flushes
            throw new ConteeException("cannot write the guest's output: the standard output is closed");
        }
    }

    /** Resets the terminal's modes if a guest may have set them. After that it prints no output of the guest. */
    synchronized void restoreTerminal() {
        if (terminal && drawnOn && !ended) {
            out.print(RESET);
            out.flush();
        }
        ended = true;
    }

    /** The same at the end of the process, which a stopped terminal does not delay. */
    void restoreTerminalAtExit() {
        AtExit.run("contee-reset-terminal", this::restoreTerminal);
    }

    @GuardedBy("this")
    private void printStamped(byte[] printed) {
        byte[] stamp = TIME.format(clock.instant().atZone(zone)).getBytes(StandardCharsets.US_ASCII);
        int from = 0;
        boolean lineStart = atLineStart;
        for (int i = 0; i < printed.length; i++) {
            if (lineStart) {
                out.write(printed, from, i - from);
                out.write(stamp, 0, stamp.length);
                from = i;
            }
            lineStart = printed[i] == '\n';
        }
        out.write(printed, from, printed.length - from);
    }

    @GuardedBy("this")
    private void log(byte[] printed) {
        OutputStream log = file;
        if (log != null) {
            try {
                log.write(printed);
            } catch (IOException e) {
                file = null;
                say("cannot write the log: " + ConteeException.reason(e) + "; logging stopped");
            }
        }
    }

    /** Prints a message of contee. */
    synchronized void say(String text) {
        show((raw ? "\n" : "") + new Notice(text) + "\n");
    }

    /** Shows a text unchanged, except for the newlines that the terminal needs now. */
    synchronized void show(String text) {
        err.print(raw ? text.replace("\n", "\r\n") : text);
        err.flush();
    }

    /** Notes whether the terminal is in raw mode, and needs a carriage return for each line. */
    synchronized void setRaw(boolean isRaw) {
        raw = isRaw;
    }

    /** Starts or stops showing when each line began. */
    synchronized boolean toggleTimestamps() {
        timestamps = !timestamps;
        return timestamps;
    }

    synchronized boolean isLogging() {
        return file != null;
    }

    /** Appends what the guest prints from now on to a file, without timestamps. */
    synchronized void logTo(Path path) throws IOException {
        stopLog();
        file = Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    synchronized void stopLog() throws IOException {
        OutputStream log = file;
        file = null;
        if (log != null) {
            log.close();
        }
    }

    @Override
    public void close() {
        restoreTerminal();
        try {
            stopLog();
        } catch (IOException e) {
            say("cannot complete the log: " + ConteeException.reason(e));
        }
    }
}
