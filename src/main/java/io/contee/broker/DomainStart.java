package io.contee.broker;

import com.google.errorprone.annotations.Immutable;

/**
 * The observation of a domain that runs or is about to start.
 *
 * @param fresh whether the domain is being started now, and its logs begin a new attempt
 * @param runId libvirt's id of this run of the domain, by which a restarted broker recognizes it; 0 if unknown
 * @param seenAt {@link System#nanoTime} before the observation: what is known since then has precedence
 */
@Immutable
public record DomainStart(boolean fresh, int runId, long seenAt) {

    /** Returns the observation of a domain whose QEMU is about to be started. */
    public static DomainStart starting(int runId) {
        return new DomainStart(true, runId, System.nanoTime());
    }

    /** Returns the observation of a domain that runs already. */
    public static DomainStart running(int runId, long seenAt) {
        return new DomainStart(false, runId, seenAt);
    }
}
