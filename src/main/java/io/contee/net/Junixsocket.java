package io.contee.net;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.newsclub.net.unix.AFUNIXSocket;

/**
 * Calls of junixsocket, whose native library is unpacked into the temporary directory by the first one in a process.
 * Where it cannot be loaded from there, the calls fail as I/O does, and contee goes on. Any thread may call it.
 */
public final class Junixsocket {

    private Junixsocket() {}

    /** A call of junixsocket. */
    @FunctionalInterface
    public interface Call<T> {
        /** Does the call. */
        T call() throws IOException;
    }

    /** A failure to load the native library; the message says what to do, too. */
    public static final class UnavailableException extends IOException {

        /** The remedy. */
        public static final String REMEDY = "name a directory that is writable and not mounted noexec:"
                + " CONTEE_JAVA_OPTS=-Djava.io.tmpdir=DIRECTORY";

        private static final long serialVersionUID = 1;

        private UnavailableException() {
            super(failure() + ": " + REMEDY);
        }

        /** Returns what has failed, without the remedy. */
        public static String failure() {
            return "the native library of junixsocket cannot be loaded from " + System.getProperty("java.io.tmpdir");
        }
    }

    /** The library, loaded at most once. */
    private static final class Library {

        static final boolean LOADED = isLoaded();

        /** Loads the library. If that fails, junixsocket prints a stack trace of some sixty lines, which is dropped. */
        private static boolean isLoaded() {
            PrintStream err = System.err;
            System.setErr(new PrintStream(new OfOthers(err, Thread.currentThread()), true, Charset.defaultCharset()));
            try {
                return AFUNIXSocket.isSupported();
            } finally {
                System.setErr(err);
            }
        }
    }

    /** Passes on what other threads print meanwhile. */
    private static final class OfOthers extends OutputStream {

        private final PrintStream out;
        private final Thread silent;

        OfOthers(PrintStream out, Thread silent) {
            this.out = out;
            this.silent = silent;
        }

        @Override
        public void write(int value) {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (!Thread.currentThread().equals(silent)) {
                out.write(bytes, offset, length);
            }
        }

        @Override
        public void flush() {
            out.flush();
        }
    }

    /**
     * Does a call.
     *
     * @throws UnavailableException if the native library cannot be loaded
     * @throws IOException if the call fails
     */
    public static <T> T call(Call<T> call) throws IOException {
        if (!Library.LOADED) {
            throw new UnavailableException();
        }
        return call.call();
    }
}
