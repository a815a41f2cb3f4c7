package io.contee.model;

/** The handling of guest output that is on its way to the logs when this process is killed. */
public enum Durability {
    /**
     * Output that was read and not written yet, at most one read of 128 KiB a console, is lost, and marked in the logs.
     */
    DEFAULT,
    /** Output stays in the kernel until it is in the logs: nothing is lost, at the cost of copying it twice. */
    STRICT
}
