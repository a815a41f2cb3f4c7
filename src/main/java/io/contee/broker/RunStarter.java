package io.contee.broker;

import io.contee.model.ConteeException;
import io.contee.model.DomainEvent.Kind;
import io.contee.model.DomainId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the runs of domains: ends the previous run, completes what it has left, and numbers the new one. Apart from
 * {@link Broker}, which opens and closes the consoles of a run. Any thread may call it, under the lock of the domain.
 */
final class RunStarter {

    /** The longest time that a new start of a domain waits for the consoles of the previous run. */
    private static final Duration FORMER_RUN_LIMIT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(RunStarter.class);

    private final PodAttempts attempts;
    private final DomainRuns runs;
    private final ConsoleOpener opener;
    private final SocketPlaces places;
    private final BrokerHandover handover;

    RunStarter(
            PodAttempts attempts, DomainRuns runs, ConsoleOpener opener, SocketPlaces places, BrokerHandover handover) {
        this.attempts = attempts;
        this.runs = runs;
        this.opener = opener;
        this.places = places;
        this.handover = handover;
    }

    /**
     * Returns the run that a start belongs to, which begins now unless it is open already.
     *
     * @param consoles the consoles of the domain
     * @throws ConteeException if the domain is served by another process
     */
    DomainConsoles run(DomainId domain, DomainStart start, List<ConsoleSpec> consoles) {
        return currentRun(domain, start).orElseGet(() -> newRun(domain, start, consoles));
    }

    /** Records the consoles of a run for the next process. */
    void record(DomainConsoles run) {
        Path dir = places.domainDir(run.domain().uuid());
        RunRecord.record(dir, run.runId(), run.attempt());
        DomainRecord.of(run).save(dir);
    }

    private Optional<DomainConsoles> currentRun(DomainId domain, DomainStart start) {
        runs.of(domain.uuid())
                .filter(run -> start.fresh() || run.openedAt() - start.seenAt() <= 0)
                .filter(run -> !run.isRun(start))
                .ifPresent(previous -> runs.end(previous, FORMER_RUN_LIMIT));
        return runs.of(domain.uuid());
    }

    private DomainConsoles newRun(DomainId domain, DomainStart start, List<ConsoleSpec> consoles) {
        if (handover.isHandedOver(domain.uuid())) {
            throw new ConteeException(domain + " is not served yet: contee is being restarted");
        }
        Path dir = places.makeDomainDir(domain.uuid());
        OptionalInt resumed = start.fresh() ? OptionalInt.empty() : RunRecord.recorded(dir, start.runId());
        if (resumed.isEmpty() && !isNameInUse(domain)) {
            opener.logs().claimDirectory(domain);
        }
        if (start.fresh()) {
            consoles.forEach(this::appendLeftOver);
        }
        int attempt = resumed.orElseGet(() -> nextAttempt(consoles));
        DomainConsoles run = new DomainConsoles(domain, start.runId(), attempt, System.nanoTime());
        runs.begin(run, start.fresh() ? Kind.STARTED : Kind.FOUND);
        return run;
    }

    /** Returns whether another guest of that name has open logs, as its end was not reported. */
    private boolean isNameInUse(DomainId domain) {
        return runs.all()
                .map(DomainConsoles::domain)
                .anyMatch(other ->
                        other.name().equals(domain.name()) && !other.uuid().equals(domain.uuid()));
    }

    private int nextAttempt(List<ConsoleSpec> consoles) {
        consoles.forEach(
                spec -> attempts.last(spec).ifPresent(last -> opener.logs().complete(spec, last)));
        return attempts.next(consoles);
    }

    /** Appends what virtlogd wrote in an earlier run to the logs of that run, if no contee ran when it ended. */
    private void appendLeftOver(ConsoleSpec spec) {
        try {
            if (!opener.guests().isLeftOver(spec)) {
                return;
            }
            int attempt = attempts.last(spec).orElse(0);
            ConsoleSession session =
                    opener.open(spec, attempt, true, Optional.empty()).session();
            if (!Shutdown.within(FORMER_RUN_LIMIT, session.release())
                    && !Shutdown.within(FORMER_RUN_LIMIT, session.close())) {
                LOG.warn("{}: what it printed in an earlier run is still being written", spec.id());
            }
        } catch (ConteeException e) {
            LOG.warn("{}: what it printed in an earlier run is not in its logs: {}", spec.id(), e.getMessage());
        }
    }
}
