package io.contee.model;

import com.google.errorprone.annotations.Immutable;

/**
 * A console's write lease, as seen by one client.
 *
 * @param holder the holder of the lease
 * @param pid the process that has it, for {@link Holder#OTHER}; 0 if that is not known
 * @param answers whether this client is the one whose terminal answers the guest's queries: of several answers the guest
 *     would take all but the first as typed
 */
@Immutable
public record LeaseState(Holder holder, long pid, boolean answers) {

    /** Makes a state in which the holder answers. */
    public LeaseState(Holder holder, long pid) {
        this(holder, pid, holder == Holder.SELF);
    }

    /** The holder of a lease. */
    public enum Holder {
        /** The client that receives this state. */
        SELF,
        /** Another client. */
        OTHER,
        /** Nobody: the first client to type acquires it. */
        NOBODY,
        /** There is no lease: all clients may type. */
        SHARED
    }

    /** Returns whether the client that receives this state may type. */
    public boolean maySelfType() {
        return holder == Holder.SELF || holder == Holder.SHARED;
    }

    /** Returns the holder of the lease, for a message. */
    public String describe() {
        return switch (holder) {
            case SELF -> "you have the write lease";
            case OTHER -> (pid == 0 ? "another client" : "process " + pid) + " has the write lease";
            case NOBODY -> "nobody has the write lease";
            case SHARED -> "all clients may type";
        };
    }
}
