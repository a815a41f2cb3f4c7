package io.contee.model;

/**
 * What a client wants to do besides reading. One client of a console may type at a time, the holder of its write lease,
 * unless the console is shared.
 */
public enum WriteAccess {
    /** It never types. */
    READ_ONLY,
    /** It asks for the lease when it types and nobody has it. */
    TYPING,
    /** It asks for the lease at once, and again when it types and nobody has it. */
    WRITE,
    /** It takes the lease, from whoever has it. */
    FORCE;

    /**
     * Reads what {@link #toString} gives.
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
