package io.contee.model;

/** The time at which a log's bytes are forced to the disk, after which they survive a crash of the host. */
public enum LogSync {
    /** Left to the kernel. */
    NEVER,
    /** Within a second. */
    INTERVAL,
    /** With each piece of output, before the next one is read. */
    RECORD
}
