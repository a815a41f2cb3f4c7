package io.contee.cli;

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
 * Where a guest's output goes: the standard output, with timestamps if they are wanted, and a file if one is wanted. What
 * contee itself has to say goes to the standard error. Any thread may use it.
 */
final class Screen implements AutoCloseable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS ", Locale.ROOT);

    private final PrintStream out;
    private final PrintStream err;
    private final InstantSource clock;
    private final ZoneId zone;
    private boolean raw;
    private boolean timestamps;
    private boolean atLineStart = true;
    private @Nullable OutputStream file;

    Screen(PrintStream out, PrintStream err, InstantSource clock, ZoneId zone) {
        this.out = out;
        this.err = err;
        this.clock = clock;
        this.zone = zone;
    }

    /** The process's own. */
    static Screen standard() {
        return new Screen(System.out, System.err, InstantSource.system(), ZoneId.systemDefault());
    }

    /**
     * Prints what the guest has printed.
     *
     * @throws ConteeException if nobody reads it any more
     */
    synchronized void print(ByteBuffer bytes) {
        byte[] printed = new byte[bytes.remaining()];
        bytes.get(printed);
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
        log(printed);
    }

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

    private void log(byte[] printed) {
        OutputStream log = file;
        if (log != null) {
            try {
                log.write(printed);
            } catch (IOException e) {
                file = null;
                say("cannot write the log: " + ConteeException.reason(e) + "; it has ended");
            }
        }
    }

    /** Says something of contee's own. */
    synchronized void say(String text) {
        show((raw ? "\n" : "") + "[contee: " + text + "]\n");
    }

    /** Shows a text as it is, its newlines as the terminal needs them now. */
    synchronized void show(String text) {
        err.print(raw ? text.replace("\n", "\r\n") : text);
        err.flush();
    }

    /** Tells whether the terminal is in raw mode, and needs a carriage return for each line. */
    synchronized void setRaw(boolean isRaw) {
        raw = isRaw;
    }

    /** Begins or ends to show when each line began. */
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
        try {
            stopLog();
        } catch (IOException e) {
            say("cannot complete the log: " + ConteeException.reason(e));
        }
    }
}
