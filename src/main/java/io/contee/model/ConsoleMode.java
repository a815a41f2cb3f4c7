package io.contee.model;

import java.util.Locale;

/** The way that a domain's consoles reach contee. */
public enum ConsoleMode {
    /** QEMU connects to contee's guest socket. */
    UNIX,
    /** QEMU serves a pty, with which {@code virsh console} works, and virtlogd writes a log that contee follows. */
    PTY,
    /** The console is as its owner wrote it; contee does not see it. */
    OFF;

    /**
     * Reads a mode as users and the metadata write it: {@code unix}, {@code pty} or {@code off}.
     *
     * @throws ConteeException if it is none of them
     */
    public static ConsoleMode parse(String text) {
        for (ConsoleMode mode : values()) {
            if (mode.toString().equals(text)) {
                return mode;
            }
        }
        throw new ConteeException("mode " + OneLine.quoted(text) + " is unknown: use unix, pty or off");
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
