package io.contee.manager;

import io.contee.config.ConteeConfig;
import io.contee.config.EndedGuests;
import io.contee.log.StoredGuests;
import io.contee.log.StoredGuests.Guest;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.model.OneLine;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the logs of guests that neither libvirt nor contee knows any more, in a separate thread. */
final class GuestRetention implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GuestRetention.class);

    private final StoredGuests guests;
    private final EndedGuests policy;
    private final Supplier<Set<UUID>> defined;
    private final Supplier<Set<UUID>> served;
    private final InstantSource clock;
    private final AtomicBoolean due = new AtomicBoolean();
    private final ScheduledExecutorService thread = DaemonThread.scheduler("contee-retention");

    /**
     * Deletes nothing yet.
     *
     * @param defined gives the domains that libvirt knows, or throws a {@link ConteeException}
     * @param served gives the domains that are served
     */
    GuestRetention(ConteeConfig config, Supplier<Set<UUID>> defined, Supplier<Set<UUID>> served, InstantSource clock) {
        this.guests = new StoredGuests(config.directories());
        this.policy = config.endedGuests();
        this.defined = defined;
        this.served = served;
        this.clock = clock;
    }

    /** Starts to delete, now and every hour. */
    void start() {
        var unused = thread.scheduleWithFixedDelay(this::attempt, 0, 1, TimeUnit.HOURS);
    }

    /** Deletes soon, in the background, after a guest's end. */
    void soon() {
        if (due.compareAndSet(false, true)) {
            try {
                thread.execute(this::attempt);
            } catch (RejectedExecutionException e) {
                LOG.debug("contee is being closed");
            }
        }
    }

    private void attempt() {
        due.set(false);
        try {
            apply();
        } catch (ConteeException e) {
            LOG.debug("logs of ended guests are not deleted now: {}", e.getMessage());
        }
    }

    /** Deletes what exceeds the limits. */
    void apply() {
        List<Guest> all = guests.list(); // before the question what is known: a guest that starts meanwhile is
        if (all.isEmpty()) {
            return;
        }
        surplus(all).forEach(this::delete);
    }

    /** Deletes the logs of one guest; those of the others go even if these cannot be deleted. */
    private void delete(Guest guest) {
        try {
            guests.delete(guest);
            LOG.info("deleted the logs of guest {} ({}), which is gone", OneLine.of(guest.name()), guest.uuid());
        } catch (ConteeException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /** While libvirt cannot be asked, a guest's name still shows that it has replaced its earlier namesakes. */
    private List<Guest> surplus(List<Guest> all) {
        Set<UUID> known = new HashSet<>(served.get());
        try {
            known.addAll(defined.get());
        } catch (ConteeException e) {
            LOG.debug("only guests that others replaced are deleted: {}", e.getMessage());
            return StoredGuests.surplus(all, known, Instant.MIN, Long.MAX_VALUE, policy.perName());
        }
        return StoredGuests.surplus(
                all,
                known,
                clock.instant().minus(policy.keep()),
                policy.maxSize().bytes(),
                policy.perName());
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
