package io.contee.net;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import java.io.IOException;
import java.util.Optional;

/**
 * The settings of a terminal or pty, termios(3), and what else the kernel knows of it. Apart from {@link Libc}, whose
 * many functions a command that only has a terminal does not bind. Any thread may call it.
 */
public final class Termios {

    static {
        Native.register(Termios.class, Platform.C_LIBRARY_NAME);
    }

    private static final int TCSANOW = 0;
    private static final int TCSAFLUSH = 2;
    private static final long TIOCGWINSZ = 0x5413;

    /** More than {@code struct termios} has on any Linux (60 bytes with glibc). */
    private static final int BYTES = 256;

    private final int fd;
    private final byte[] settings;

    private Termios(int fd, byte[] settings) {
        this.fd = fd;
        this.settings = settings;
    }

    private static native int isatty(int fd);

    private static native int tcgetattr(int fd, byte[] termios);

    private static native int tcsetattr(int fd, int when, byte[] termios);

    private static native void cfmakeraw(byte[] termios);

    private static native int ioctl(int fd, long request, short[] argument);

    /**
     * The size of a terminal.
     *
     * @param rows its height in characters
     * @param columns its width in characters
     */
    public record Size(int rows, int columns) {}

    /** Returns whether a descriptor is a terminal. */
    public static boolean isTerminal(int fd) {
        return isatty(fd) == 1;
    }

    /** Returns a terminal's size; empty if it is not known. */
    public static Optional<Size> size(int fd) {
        short[] winsize = new short[4];
        boolean known = ioctl(fd, TIOCGWINSZ, winsize) == 0 && winsize[0] > 0 && winsize[1] > 0;
        return known
                ? Optional.of(new Size(Short.toUnsignedInt(winsize[0]), Short.toUnsignedInt(winsize[1])))
                : Optional.empty();
    }

    /**
     * Makes a terminal raw: bytes pass unchanged, and nothing is echoed.
     *
     * @param name what a failure calls it
     * @return its previous settings
     * @throws IOException if it is not a terminal
     */
    public static Termios makeRaw(int fd, String name) throws IOException {
        Termios previous = new Termios(fd, new byte[BYTES]);
        check(tcgetattr(fd, previous.settings), "read the terminal settings of " + name);
        byte[] raw = previous.settings.clone();
        cfmakeraw(raw);
        check(tcsetattr(fd, TCSANOW, raw), "make " + name + " raw");
        return previous;
    }

    /** Drops what a terminal has typed and nobody has read, as {@link #restore} does. */
    public static void dropTyped(int fd) {
        Termios settings = new Termios(fd, new byte[BYTES]);
        if (tcgetattr(fd, settings.settings) == 0) {
            settings.restore();
        }
    }

    private static void check(int result, String what) throws IOException {
        if (result < 0) {
            int errno = Native.getLastError();
            throw new IOException(what + ": " + Libc.strerror(errno));
        }
    }

    /**
     * Makes the terminal what it was, and drops what it has typed and nobody has read: reports of the mouse and answers
     * to queries. It may be called again.
     */
    public void restore() {
        tcsetattr(fd, TCSAFLUSH, settings);
    }
}
