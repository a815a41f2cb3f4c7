package io.contee.config;

/** The policy for adopting the consoles of running guests from their ptys. */
public enum AdoptPolicy {
    /** Never, not even by command. */
    NEVER,
    /** Only by command. */
    ASK,
    /**
     * Also automatically, when a domain that contee's {@link ManagePolicy} covers runs without its consoles being
     * contee's.
     */
    AUTO
}
