package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainEvent;
import io.contee.model.DomainEvent.Kind;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current runs of the domains that are served, one per domain, and their end. Any thread may call it; methods that
 * change a domain's run are called under the lock of that domain.
 */
final class DomainRuns {

    /** The longest time from finding that a domain runs to opening its consoles. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(DomainRuns.class);

    private final SocketPlaces places;
    private final DomainJournal journal;
    private final FormerRuns formerRuns;
    private final Map<UUID, DomainConsoles> runs = new ConcurrentHashMap<>();

    /** The times at which domains ended, kept for a while: an older observation must not start one again. */
    private final Map<UUID, Long> ended = new ConcurrentHashMap<>();

    /**
     * Makes an empty set of runs.
     *
     * @param journal records their starts and ends
     * @param formerRuns holds those that cannot be closed in time
     */
    DomainRuns(SocketPlaces places, DomainJournal journal, FormerRuns formerRuns) {
        this.places = places;
        this.journal = journal;
        this.formerRuns = formerRuns;
    }

    /** Returns the run of a domain. */
    Optional<DomainConsoles> of(UUID domain) {
        return Optional.ofNullable(runs.get(domain));
    }

    Stream<DomainConsoles> all() {
        return runs.values().stream();
    }

    /** Returns the domains that have a run. */
    Set<UUID> domains() {
        return Set.copyOf(runs.keySet());
    }

    /** Returns the session of a console. */
    Optional<ConsoleSession> session(ConsoleId id) {
        return of(id.domain().uuid()).flatMap(run -> run.session(id.alias()));
    }

    /**
     * Returns whether a domain has ended since it was found running at {@code seenAt}, on the clock of {@link
     * System#nanoTime}.
     */
    boolean hasEndedSince(UUID domain, long seenAt) {
        Long endedAt = ended.get(domain);
        return endedAt != null && endedAt - seenAt > 0;
    }

    /** Adds a domain's run, and replaces any other. */
    void begin(DomainConsoles run, Kind how) {
        runs.put(run.domain().uuid(), run);
        note(run.domain(), how, run.attempt());
    }

    /** Removes a run that another process will serve. */
    Optional<DomainConsoles> remove(UUID domain) {
        return Optional.ofNullable(runs.remove(domain));
    }

    /** Ends a run, once all output is in the logs, or in the background after the limit. */
    void end(DomainConsoles run, Duration limit) {
        UUID uuid = run.domain().uuid();
        if (!Shutdown.within(limit, run.end(ConsoleSession::release))) {
            CompletableFuture<Void> closed = run.end(ConsoleSession::close);
            if (!Shutdown.within(limit, closed)) {
                LOG.warn("{}: its consoles are still writing; they close by themselves", run.domain());
                formerRuns.add(uuid, closed);
            }
        }
        run.ptys().freeAll();
        runs.remove(uuid);
        note(run.domain(), Kind.ENDED, run.attempt());
        long now = System.nanoTime();
        ended.values().removeIf(endedAt -> now - endedAt > REMEMBERED.toNanos());
        ended.put(uuid, now);
        try {
            places.removeDomainDir(uuid);
        } catch (IOException e) {
            LOG.warn("cannot remove {}: {}", places.domainDir(uuid), ConteeException.reason(e));
        }
    }

    /** Removes all runs; their guests run on. */
    void clear() {
        all().forEach(run -> run.ptys().freeAll());
        runs.clear();
    }

    private void note(DomainId domain, Kind kind, int attempt) {
        journal.note(domain, () -> DomainEvent.of(kind, Optional.empty(), "attempt", Integer.toString(attempt)));
    }
}
