package io.contee.model;

import java.util.concurrent.CompletionStage;

/** A client's hold on a console, for any thread. */
public interface AttachedConsole extends AutoCloseable {

    /**
     * Types to the guest. It asks for the write lease if nobody has it.
     *
     * @param input is not copied, and must not change
     * @return completes once the guest's queue has it all, with true; or with false if another client has the write
     *     lease, or this one only reads: what was not queued by then is dropped. Fails with a {@link ConteeException}
     *     if the console ends before
     */
    CompletionStage<Boolean> type(byte[] input);

    /**
     * Asks for the write lease. {@link ConsoleListener#leaseChanged} tells what came of it.
     *
     * @param force whether to take it from another client, which is told
     */
    void takeLease(boolean force);

    /** Gives the write lease up; typing does not ask for it again until {@link #takeLease} has. */
    void giveLease();

    /** Detaches. */
    @Override
    void close();
}
