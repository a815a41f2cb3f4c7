package io.contee.model;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/**
 * What a client of a console hears of it: the callback form of an attachment. The calls come one at a time, from threads
 * that are not the broker's own, so that they may take their time; a client that does is skipped, and finds a notice
 * where that happened.
 */
public interface ConsoleListener {

    /**
     * It is attached; the first call.
     *
     * @param session names this time of the console's being served; after a restart of its guest it has another, and after
     *     one of contee if the guest had to connect again, see {@link Replay#missedSince}
     */
    void attached(String session, LeaseState lease);

    /**
     * The guest has printed, as it was replayed or as it goes on.
     *
     * @param bytes at most 64 KiB, the receiver's to keep; none if nothing has been printed yet
     * @return completes when the next call may come; null is not allowed
     */
    CompletionStage<?> output(ByteBuffer bytes);

    /**
     * Tells how far in the console's stream, what its guest has printed, the next call of {@link #output} goes: who has
     * got that can go on from there after a break, see {@link Replay#missedSince(String, long)}.
     */
    default void nextOutputEndsAt(long position) {}

    /** Reports that the next call of {@link #output} carries output from before the client attached. */
    default void nextOutputIsReplayed() {}

    /** The write lease has changed hands. Changes that follow each other quickly may be told as one. */
    void leaseChanged(LeaseState lease);

    /** It is attached no more, as it wanted or because the console has ended; the last call. */
    void ended();

    /**
     * The attachment has ended, but the console need not have: contee is restarted or stopped. The last call, in place of
     * {@link #ended}. A client that attaches again with {@link Replay#missedSince(String, long)} goes on where it was.
     */
    default void cutOff() {
        ended();
    }
}
