package io.contee.broker;

/**
 * How the broker came to hear of a running domain.
 *
 * @param fresh whether the domain is being started now, so that its logs begin a new attempt
 * @param runId libvirt's id of this run of the domain, by which a restarted broker knows it again; 0 if unknown
 */
public record DomainStart(boolean fresh, int runId) {

    /** A domain whose QEMU is about to be started. */
    public static DomainStart starting(int runId) {
        return new DomainStart(true, runId);
    }

    /** A domain that runs already. */
    public static DomainStart running(int runId) {
        return new DomainStart(false, runId);
    }
}
