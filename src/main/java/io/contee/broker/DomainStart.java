package io.contee.broker;

/**
 * How the broker came to hear of a running domain.
 *
 * @param fresh whether the domain is being started now, so that its logs begin a new attempt
 * @param runId libvirt's id of this run of the domain, by which a restarted broker knows it again; 0 if unknown
 * @param seenAt {@link System#nanoTime} before the domain was seen so: what is known since then counts more
 */
public record DomainStart(boolean fresh, int runId, long seenAt) {

    /** A domain whose QEMU is about to be started. */
    public static DomainStart starting(int runId) {
        return new DomainStart(true, runId, System.nanoTime());
    }

    /** A domain that runs already. */
    public static DomainStart running(int runId, long seenAt) {
        return new DomainStart(false, runId, seenAt);
    }
}
