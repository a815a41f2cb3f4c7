package io.contee.broker;

/** Where connections of a guest come in. The session's loop calls it. */
interface GuestDoor {

    /** Begins to hand connections over. */
    void start();

    /** Hands over the connections that wait now. */
    void acceptPending();

    /** Takes no more. */
    void close();

    /** Takes no more, and leaves what waits to another process. */
    void leave();
}
