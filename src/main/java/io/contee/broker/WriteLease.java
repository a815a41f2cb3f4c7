package io.contee.broker;

import io.contee.model.LeaseState;
import io.contee.model.LeaseState.Holder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The right of a console's clients to type: one client at a time holds it, or all if it is shared. The holder's terminal
 * answers the guest's queries; of those that share it, the terminal of the client that has typed last. The session's
 * loop calls it.
 */
final class WriteLease {

    private final boolean shared;
    private @Nullable ConsoleClient holder;

    /** Those that share the lease and have typed, the last one at the end. */
    private final Deque<ConsoleClient> typists = new ArrayDeque<>();

    WriteLease(boolean shared) {
        this.shared = shared;
    }

    boolean isHeldBy(ConsoleClient client) {
        return shared || holder == client;
    }

    /**
     * Acquires the lease for a client, unless another one holds it; of a shared one, the answering of queries.
     *
     * @param force whether to steal it from another client
     * @return whether it has changed hands
     */
    boolean ask(ConsoleClient client, boolean force) {
        if (shared) {
            return (force || typists.isEmpty()) && typed(client);
        }
        if (holder == client || (holder != null && !force)) {
            return false;
        }
        holder = client;
        return true;
    }

    /**
     * Notes that a client has typed.
     *
     * @return whether its terminal answers from now on, and did not before
     */
    boolean typed(ConsoleClient client) {
        if (!shared || typists.peekLast() == client) {
            return false;
        }
        typists.remove(client);
        return typists.add(client);
    }

    /**
     * Releases the lease of a client.
     *
     * @return whether the client held it, or answered
     */
    boolean release(ConsoleClient client) {
        if (shared) {
            boolean answered = typists.peekLast() == client;
            typists.remove(client);
            return answered;
        }
        if (holder != client) {
            return false;
        }
        holder = null;
        return true;
    }

    /** Returns the state of the lease, as seen by a client. */
    LeaseState stateFor(ConsoleClient client) {
        if (shared) {
            return new LeaseState(Holder.SHARED, 0, typists.peekLast() == client);
        }
        if (holder == null) {
            return new LeaseState(Holder.NOBODY, 0);
        }
        return holder == client
                ? new LeaseState(Holder.SELF, 0)
                : new LeaseState(Holder.OTHER, holder.peer().pid().orElse(0));
    }
}
