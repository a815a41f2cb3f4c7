package io.contee.model;

/**
 * The access of a client in addition to reading. One client of a console may type at a time, the holder of the write
 * lease, unless the console is shared.
 */
public enum WriteAccess {
    /** Never types. */
    READ_ONLY,
    /** Requests the lease when the client types and nobody has it. */
    TYPING,
    /** Requests the lease when the client attaches, and again when it types and nobody has it. */
    WRITE,
    /** Acquires the lease, or steals it from the client that has it. */
    FORCE;

    /**
     * Reads an access as {@link #toString} writes it.
     *
     * @throws ConteeException if it is none of them
     */
    public static WriteAccess parse(String text) {
        return Choice.parse("access ", values(), text);
    }

    @Override
    public String toString() {
        return Choice.shown(this);
    }
}
