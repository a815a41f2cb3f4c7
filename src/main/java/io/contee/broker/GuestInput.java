package io.contee.broker;

import java.nio.ByteBuffer;

/** The guest of a console, as seen by its clients. The session's loop calls it. */
interface GuestInput {

    /** Returns whether it accepts input now; {@link ConsoleClients#setMayType} reports changes. */
    boolean mayType();

    /** Handles what a client typed, at most 4 KiB per call and only while {@link #mayType}. */
    void typed(ByteBuffer input);

    /** Notes that all clients that have typed are detached. */
    void writersLeft();

    /** Notes that clients wait for their replay; not called from within a call of {@link ConsoleClients}. */
    void replaysDue();
}
