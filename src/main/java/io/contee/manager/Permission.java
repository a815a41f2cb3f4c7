package io.contee.manager;

/** The permissions of a client; each includes all that come before it. */
public enum Permission {
    /** To list consoles and clients, and read consoles and logs. */
    READ,
    /** To type at consoles. */
    WRITE,
    /** To change domains, their modes and their consoles. */
    CONTROL
}
