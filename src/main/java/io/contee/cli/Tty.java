package io.contee.cli;

import io.contee.model.ConteeException;
import io.contee.net.Termios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The terminal on the standard input, and whether there is one on the others. */
final class Tty {

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private Tty() {}

    /** Returns whether the standard input is a terminal. */
    static boolean isTerminal() {
        return Termios.isTerminal(STDIN);
    }

    /** Returns whether the standard output is a terminal. */
    static boolean isOutputTerminal() {
        return Termios.isTerminal(STDOUT);
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
        return Termios.isTerminal(STDERR);
    }

    /** Returns the size of the terminal; empty if it is not known. */
    static Optional<Termios.Size> size() {
        return Termios.size(STDIN);
    }

    /** Drops what has been typed and nobody has read: reports of the mouse, which are not for the shell. */
    static void dropTyped() {
        Termios.dropTyped(STDIN);
    }

    /** Passes every key through unchanged, until the settings that it returns are restored. */
    static Termios makeRaw() {
        try {
            return Termios.makeRaw(STDIN, "the terminal");
        } catch (IOException e) {
            throw new ConteeException("cannot read single keys: " + ConteeException.reason(e), e);
        }
    }
}
