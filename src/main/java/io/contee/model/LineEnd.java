package io.contee.model;

/**
 * What becomes of the carriage returns of a line's end: of up to two before its line feed (CR LF, and CR CR LF where a
 * tty adds one to a program's own), and of one behind a line feed that has none (LF CR, as GRUB ends lines).
 */
public enum LineEnd {
    /** They are logged. */
    KEEP,
    /** They are left out. */
    STRIP
}
