package io.contee.model;

/**
 * The handling of the carriage returns at a line's end: up to two before its line feed (CR LF, and CR CR LF where a tty
 * adds one to a program's own), and one after a line feed that has none (LF CR, as GRUB ends lines).
 */
public enum LineEnd {
    /** They are logged. */
    KEEP,
    /** They are left out. */
    STRIP
}
