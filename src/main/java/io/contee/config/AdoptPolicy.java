package io.contee.config;

/** Whether running guests' consoles are taken over from their ptys. */
public enum AdoptPolicy {
    /** Not even by command. */
    NEVER,
    /** By command. */
    ASK,
    /** Also unasked, when a domain that contee's {@link ManagePolicy} covers runs without its consoles being contee's. */
    AUTO
}
