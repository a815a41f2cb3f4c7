package io.contee.model;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * The callbacks of a client's attachment to a console. The calls come one at a time, from threads that are not the
 * broker's own, and may block; a slow client skips output, and gets a notice at that place.
 */
public interface ConsoleListener {

    /**
     * Reports that the client is attached. This is the first call.
     *
     * @param session the id of the console's current session; it changes when the guest restarts, and when contee
     *     restarts and the guest has to reconnect, see {@link Replay#missedSince}
     */
    void attached(String session, LeaseState lease);

    /**
     * Passes on the guest's output, replayed or new.
     *
     * @param bytes at most 64 KiB, owned by the receiver; none if nothing has been printed yet
     * @return completes when the next call may come; null is not allowed
     */
    CompletionStage<?> output(ByteBuffer bytes);

    /**
     * Reports the position in the console's output stream at which the next call of {@link #output} ends: after a break
     * the client can continue from there, see {@link Replay#missedSince(String, long)}.
     */
    default void nextOutputEndsAt(long position) {}

    /** Reports that the next call of {@link #output} carries output from before the client attached. */
    default void nextOutputIsReplayed() {}

    /** Reports that the write lease has changed. Changes in quick succession may be reported as one. */
    void leaseChanged(LeaseState lease);

    /** Reports that the client is detached, at its request or because the console was closed. This is the last call. */
    void ended();

    /**
     * Reports that contee is restarted or stopped: the attachment has ended, but the console may continue. This is the
     * last call, instead of {@link #ended}. A client that attaches again with {@link Replay#missedSince(String, long)}
     * continues where it was.
     */
    default void cutOff() {
        ended();
    }
}
