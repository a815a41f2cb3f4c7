package io.contee.broker;

import io.contee.net.ByteQueue;
import java.util.Optional;

/**
 * The guest's side of a console. It reports output to the session with {@link ConsoleSession#printed}, and of all else
 * with the session's other calls. The session's loop calls it.
 */
interface GuestSide {

    /** Begins. It is called once, before all else. */
    void start(ConsoleSession session);

    /** Takes note of where the guest is by now, if that can change. */
    void locate(GuestPlace place);

    /** Returns whether there is a guest. */
    boolean isConnected();

    /** What was printed so far is in the logs. Blocking work calls it. */
    void logged();

    /** The same, or that it is lost; the session's loop calls it when nothing is being written. */
    default void taken() {}

    /** Why what the guest prints does not come here; empty if it does, as far as that is known. Any thread may call it. */
    default Optional<String> fault() {
        return Optional.empty();
    }

    /** Stops or resumes the reading of guest output. */
    void setReading(boolean wanted);

    /** Returns whether the guest may yet take input. */
    boolean takesInput();

    /**
     * Gives the guest input, as much as it takes now; {@link ConsoleSession#guestTakesInput} follows if that is not all.
     *
     * @return how many bytes it took
     */
    int take(ByteQueue input);

    /** Nobody types any more, for now. */
    void writersLeft();

    /** Ends it once all that the guest printed is read; the guest's process is expected to be gone. */
    void finish();

    /** Ends it soon, with what the guest has printed so far read; the guest may go on. */
    void finishNow();

    /** Reads no more, so that another process can go on from here; {@link #hasEnded} follows. */
    void suspend();

    /** Ends it now: {@link #finish} has taken too long. */
    void giveUp();

    /** Returns whether it has ended: nothing more is printed. */
    boolean hasEnded();

    /** Lets go of everything; the caller's last use of it. */
    void close();

    /** Lets go of everything, and leaves what is kept as it is for another process; the caller's last use of it. */
    void leave();
}
