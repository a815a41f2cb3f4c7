package io.contee.model;

import java.util.concurrent.CompletionStage;

/** A client's attachment to a console, for any thread. */
public interface AttachedConsole extends AutoCloseable {

    /**
     * Types to the guest. Requests the write lease if nobody has it.
     *
     * @param input is not copied, and must not change
     * @return completes once the guest's queue has it all, with true; or with false if another client has the write
     *     lease, or this one is read-only: bytes not queued by then are dropped. Fails with a {@link ConteeException}
     *     if the console is closed before
     */
    CompletionStage<Boolean> type(byte[] input);

    /**
     * Requests the write lease. {@link ConsoleListener#leaseChanged} reports the result.
     *
     * @param force whether to steal it from another client, which is notified
     */
    void acquireLease(boolean force);

    /** Releases the write lease; typing does not request it again before a call of {@link #acquireLease}. */
    void releaseLease();

    /** Detaches. */
    @Override
    void close();
}
