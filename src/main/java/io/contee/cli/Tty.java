package io.contee.cli;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The terminal on the standard input, and whether there is one on the others, by the C library's termios(3). */
final class Tty {

    static {
        Native.register(Tty.class, Platform.C_LIBRARY_NAME);
    }

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int TCSANOW = 0;
    private static final int TCSAFLUSH = 2;

    /** More than {@code struct termios} has on any Linux (60 bytes with glibc). */
    private static final int TERMIOS_BYTES = 256;

    private static final long TIOCGWINSZ = 0x5413;

    private final byte[] original = new byte[TERMIOS_BYTES];

    private Tty() {}

    private static native int isatty(int fd);

    private static native int tcgetattr(int fd, byte[] termios);

    private static native int tcsetattr(int fd, int actions, byte[] termios);

    private static native int ioctl(int fd, long request, short[] argument);

    private static native void cfmakeraw(byte[] termios);

    /** Returns whether the standard input is a terminal. */
    static boolean isTerminal() {
        return isatty(STDIN) == 1;
    }

    /** Returns whether the standard output is a terminal. */
    static boolean isOutputTerminal() {
        return isatty(STDOUT) == 1;
    }

    /** Returns whether the standard output is a pipe; a pipe that cannot be written to has no reader. */
    static boolean isOutputPipe() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + STDOUT))
                    .toString()
                    .startsWith("pipe:");
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether the standard error is a terminal. */
    static boolean isErrorTerminal() {
        return isatty(STDERR) == 1;
    }

    /** Its height and width in characters; empty if it is not known. */
    static Optional<Size> size() {
        short[] winsize = new short[4];
        boolean known = ioctl(STDIN, TIOCGWINSZ, winsize) == 0 && winsize[0] > 0 && winsize[1] > 0;
        return known
                ? Optional.of(new Size(Short.toUnsignedInt(winsize[0]), Short.toUnsignedInt(winsize[1])))
                : Optional.empty();
    }

    /**
     * The size of a terminal.
     *
     * @param rows its height in characters
     * @param columns its width in characters
     */
    record Size(int rows, int columns) {}

    /** Passes every key through unchanged, until {@link #restore}. */
    static Tty makeRaw() {
        Tty tty = new Tty();
        tcgetattr(STDIN, tty.original);
        byte[] raw = tty.original.clone();
        cfmakeraw(raw);
        tcsetattr(STDIN, TCSANOW, raw);
        return tty;
    }

    /**
     * Makes the terminal what it was, and drops what it has typed and nobody has read: reports of the mouse and answers
     * to the guest's queries, which are not for the shell. It may be called again, and by any thread.
     */
    void restore() {
        tcsetattr(STDIN, TCSAFLUSH, original);
    }
}
