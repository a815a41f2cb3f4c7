package io.contee.broker;

import io.contee.net.ByteQueue;
import java.util.Optional;

/**
 * The guest's side of a console. It reports output to the session with {@link ConsoleSession#printed}, and everything
 * else with the session's other calls. The session's loop calls it.
 */
interface GuestSide {

    /** Starts the guest's side; called once, before anything else. */
    void start(ConsoleSession session);

    /** Updates the place of the guest, if that can change. */
    void locate(GuestPlace place);

    /** Returns whether a guest is connected. */
    boolean isConnected();

    /** Notes that the output so far is in the logs. Blocking work calls it. */
    void logged();

    /**
     * Notes that the output so far is in the logs or lost; the session's loop calls it when nothing is being written.
     */
    default void handled() {}

    /** Returns why guest output does not arrive here; empty if it does, as far as known. Any thread may call it. */
    default Optional<String> fault() {
        return Optional.empty();
    }

    /** Stops or resumes the reading of guest output. */
    void setReading(boolean wanted);

    /** Returns whether the guest may still accept input. */
    boolean acceptsInput();

    /**
     * Writes as much input to the guest as it accepts now; {@link ConsoleSession#guestAcceptsInput} follows if that is
     * not all.
     *
     * @return the number of bytes written
     */
    int write(ByteQueue input);

    /** Notes that nobody types any more, for now. */
    void writersLeft();

    /** Ends once all guest output is read; the guest's process is expected to be gone. */
    void finish();

    /** Ends soon, once the guest output so far is read; the guest may go on. */
    void finishNow();

    /** Stops reading, and leaves what follows to another process; {@link #hasEnded} follows. */
    void beginHandover();

    /** Ends now, as {@link #finish} did not complete in time. */
    void giveUp();

    /** Returns whether it has ended, and will not report more output. */
    boolean hasEnded();

    /** Closes everything; the caller's last call. */
    void close();

    /** Closes everything except the kept descriptors, which are left to another process; the caller's last call. */
    void handOver();
}
