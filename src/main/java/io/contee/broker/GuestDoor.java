package io.contee.broker;

/** The source of a guest's connections. The session's loop calls it. */
interface GuestDoor {

    /** Begins to deliver connections. */
    void start();

    /** Delivers the connections that wait now. */
    void acceptPending();

    /** Stops accepting connections. */
    void close();

    /** Stops accepting connections, and leaves those that wait to another process. */
    void handOver();
}
