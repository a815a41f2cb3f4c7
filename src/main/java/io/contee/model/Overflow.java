package io.contee.model;

/** What happens to a guest's output while its logs cannot take it, because their disk stalls. */
public enum Overflow {
    /** The guest waits: its writes to the serial port block. Nothing is lost. */
    BLOCK,
    /** The guest goes on, clients see its output, and the logs say how many bytes they lack. */
    DROP
}
