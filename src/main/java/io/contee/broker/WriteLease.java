package io.contee.broker;

import io.contee.model.LeaseState;
import io.contee.model.LeaseState.Holder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right of a console's clients to type: one client at a time holds it, or all if it is shared. The session's loop
 * calls it.
 */
final class WriteLease {

    private final boolean shared;
    private @Nullable ConsoleClient holder;

    WriteLease(boolean shared) {
        this.shared = shared;
    }

    boolean isHeldBy(ConsoleClient client) {
        return shared || holder == client;
    }

    Optional<ConsoleClient> holder() {
        return Optional.ofNullable(holder);
    }

    /**
     * Acquires the lease for a client, unless another one holds it.
     *
     * @param force whether to steal it from another client
     * @return whether it has changed hands
     */
    boolean ask(ConsoleClient client, boolean force) {
        if (shared || holder == client || (holder != null && !force)) {
            return false;
        }
        holder = client;
        return true;
    }

    /**
     * Releases the lease of a client.
     *
     * @return whether the client held it
     */
    boolean release(ConsoleClient client) {
        if (holder != client) {
            return false;
        }
        holder = null;
        return true;
    }

    /** Returns the state of the lease, as seen by a client. */
    LeaseState stateFor(ConsoleClient client) {
        if (shared) {
            return new LeaseState(Holder.SHARED, 0);
        }
        if (holder == null) {
            return new LeaseState(Holder.NOBODY, 0);
        }
        return holder == client
                ? new LeaseState(Holder.SELF, 0)
                : new LeaseState(Holder.OTHER, holder.peer().pid().orElse(0));
    }
}
