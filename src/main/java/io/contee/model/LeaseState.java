package io.contee.model;

/**
 * A console's write lease, as one of its clients sees it.
 *
 * @param holder who has it
 * @param pid the process that has it, for {@link Holder#OTHER}; 0 if that is not known
 */
public record LeaseState(Holder holder, long pid) {

    /** Who has it. */
    public enum Holder {
        /** The client that is told. */
        SELF,
        /** Another client. */
        OTHER,
        /** Nobody: the first to type gets it. */
        NOBODY,
        /** There is none, all may type. */
        SHARED
    }

    /** Whether the client that is told may type. */
    public boolean maySelfType() {
        return holder == Holder.SELF || holder == Holder.SHARED;
    }

    /** Who has it, for a message. */
    public String describe() {
        return switch (holder) {
            case SELF -> "you have the write lease";
            case OTHER -> (pid == 0 ? "another client" : "process " + pid) + " has the write lease";
            case NOBODY -> "nobody has the write lease";
            case SHARED -> "all clients may type";
        };
    }
}
