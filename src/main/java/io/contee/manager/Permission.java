package io.contee.manager;

/** What a client may be allowed, each with all that come before it. */
public enum Permission {
    /** To list consoles and clients, and read consoles and logs. */
    READ,
    /** To type at consoles. */
    WRITE,
    /** To change domains, their modes and their consoles. */
    CONTROL
}
