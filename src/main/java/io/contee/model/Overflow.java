package io.contee.model;

/**
 * The handling of a guest's output while its logs cannot be written because their disk hangs. A guest that has to wait
 * is not only late: until user space has opened its console, Linux waits 10 ms at each character and then overwrites
 * it, which loses its own messages without a mark and makes it boot some forty times slower. Output of user space does
 * wait. {@link #DELAY} is therefore the default: a short hang loses no output of user space, and a long one does not
 * stop the guest. A console with an {@link ImpatientDevice} is always read, as with {@link #DROP}.
 */
public enum Overflow {
    /** The guest waits for ten seconds, and continues to print after that, as with {@link #DROP}. */
    DELAY,
    /** The guest waits as long as the disk hangs. No output of user space is lost. */
    BLOCK,
    /** The guest continues to print, clients see its output, and the logs state how many bytes they lack. */
    DROP
}
