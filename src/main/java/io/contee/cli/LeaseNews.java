package io.contee.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.model.LeaseState;
import io.contee.model.LeaseState.Holder;
import java.util.Optional;

/** Messages for a user about the write lease. Thread-safe. */
final class LeaseNews {

    private final String stealHint;

    @GuardedBy("this")
    private LeaseState lease = new LeaseState(Holder.NOBODY, 0);

    @GuardedBy("this")
    private boolean refusalReported;

    /** @param stealHint names the keys that steal the lease */
    LeaseNews(String stealHint) {
        this.stealHint = stealHint;
    }

    /** Notes the state of the lease at first. */
    synchronized Optional<String> attached(LeaseState first) {
        lease = first;
        refusalReported = false;
        return first.holder() == Holder.OTHER
                ? Optional.of(first.describe() + ": you only read; " + stealHint)
                : Optional.empty();
    }

    /** Notes a change. */
    synchronized Optional<String> changed(LeaseState now) {
        LeaseState before = lease;
        lease = now;
        refusalReported = false;
        return switch (now.holder()) {
            case SHARED -> Optional.empty();
            case OTHER ->
                Optional.of(now.describe()
                        + (before.holder() == Holder.SELF
                                ? " now, it was stolen from you: you only read; "
                                : ": you only read; ")
                        + stealHint);
            case NOBODY, SELF -> Optional.of(now.describe());
        };
    }

    /** Notes that what was typed was dropped; reported once until there is a change. */
    synchronized Optional<String> refused(boolean readOnly) {
        if (refusalReported) {
            return Optional.empty();
        }
        refusalReported = true;
        if (readOnly) {
            return Optional.of("you are attached --read-only: what you type is dropped");
        }
        return Optional.of("what you type is dropped: " + lease.describe() + "; " + stealHint);
    }
}
