package io.contee.model;

/** What becomes of a carriage return that stands right before a line feed. */
public enum LineEnd {
    /** It is logged. */
    KEEP,
    /** It is left out. */
    STRIP
}
