package io.contee.model;

/** What becomes of guest output that is on its way to the logs when this process is killed. */
public enum Durability {
    /** What was read and not written yet, at most one read of 128 KiB a console, is lost, and marked in the logs. */
    DEFAULT,
    /** It is left with the kernel until the logs have it, so that nothing is lost; at the price of copying it twice. */
    STRICT
}
