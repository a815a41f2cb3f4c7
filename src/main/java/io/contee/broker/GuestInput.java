package io.contee.broker;

import java.nio.ByteBuffer;

/** A console's guest, as its clients see it. The session's loop calls it. */
interface GuestInput {

    /** Returns whether it takes what is typed now; {@link ConsoleClients#setMayType} reports changes. */
    boolean mayType();

    /** Takes what a client typed, at most 4 KiB of it in one call and only while {@link #mayType}. */
    void typed(ByteBuffer input);

    /** None that has typed is attached any more. */
    void writersLeft();

    /** Clients wait for their replay; not called from within a call of {@link ConsoleClients}. */
    void replaysDue();
}
