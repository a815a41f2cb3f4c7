package io.contee.manager;

/** What contee does about running guests whose consoles do not reach it. */
public enum AdoptPolicy {
    /** It leaves them alone, whoever asks. */
    NEVER,
    /** It takes them over when it is told to. */
    ASK,
    /** It takes those over that its {@link ManagePolicy} covers. */
    AUTO
}
