package io.contee.model;

/** When what is written to a log is forced to the disk, so that it outlives a crash of the host. */
public enum LogSync {
    /** When the kernel sees fit. */
    NEVER,
    /** Within a second. */
    INTERVAL,
    /** With each piece of output, before the next one is read. */
    RECORD
}
