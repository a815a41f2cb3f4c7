package io.contee.model;

/**
 * What happens to a guest's output while its logs cannot be written, because their disk hangs. A guest that has to wait
 * is not only late: until user space has opened its console, Linux waits 10 ms at each character and then writes over
 * what is there, so its own messages are lost without a mark, and it boots some forty times slower. What user space
 * prints does wait. So {@link #DELAY} is the default: a short hang loses nothing that user space prints, and a long one
 * does not stop the guest. A console with an {@link ImpatientDevice} is always read, as with {@link #DROP}.
 */
public enum Overflow {
    /** The guest waits for ten seconds, and prints on after that, as with {@link #DROP}. */
    DELAY,
    /** The guest waits for as long as the disk hangs. Nothing that its user space prints is lost. */
    BLOCK,
    /** The guest prints on, clients see its output, and the logs say how many bytes they lack. */
    DROP
}
