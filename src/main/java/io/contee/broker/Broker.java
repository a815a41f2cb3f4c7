package io.contee.broker;

import io.contee.broker.SocketGuest.FormerPty;
import io.contee.model.ConsoleId;
import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleStatus;
import io.contee.model.ConteeException;
import io.contee.model.DomainEvent;
import io.contee.model.DomainEvent.Kind;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.net.EventLoop;
import io.contee.net.PtySlave;
import io.contee.net.StallWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the consoles of the host's running domains. Any thread may call it; calls about the same domain wait for each
 * other.
 */
public final class Broker implements AutoCloseable {

    /** How long a domain's consoles may take to write what is left and to close. */
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(6);

    /** How long a new start of a domain waits for the consoles of its former run. */
    private static final Duration FORMER_RUN_LIMIT = Duration.ofSeconds(1);

    /** How long it may take from seeing that a domain runs to opening its consoles. */
    private static final Duration REMEMBERED = Duration.ofMinutes(5);

    private static final Duration SAMPLE_LIMIT = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private final DomainJournal journal;
    private final SocketPlaces places;
    private final StallWatch stallWatch = new StallWatch(StallWatch.DEFAULT_LIMIT);
    private final List<EventLoop> loops;
    private final Map<UUID, DomainConsoles> domains = new ConcurrentHashMap<>();

    /** When domains ended, for a while: what was seen before must not bring one back. */
    private final Map<UUID, Long> ended = new ConcurrentHashMap<>();

    private final DomainLocks locks = new DomainLocks();
    private final FormerRuns formerRuns = new FormerRuns();
    private final ConsoleOpener opener;
    private volatile boolean suspended;
    private final Set<UUID> handedOver = ConcurrentHashMap.newKeySet();
    private final KeptDescriptors kept;
    private final PodAttempts attempts;
    private final Attachments attachments =
            new Attachments(() -> domains.values().stream().flatMap(run -> run.consoles().stream()));
    private final BrokerMonitor monitor;

    /**
     * Makes a broker with one event loop for each processor.
     *
     * @param journal takes note of what happens
     */
    public Broker(BrokerSettings settings, InstantSource clock, DomainJournal journal) {
        this(settings, clock, journal, KeptDescriptors.none());
    }

    /**
     * The same, with what an earlier process has left: the consoles whose descriptors it left are served at once.
     *
     * @param kept keeps the descriptors for the next process, too; it is left open
     */
    public Broker(BrokerSettings settings, InstantSource clock, DomainJournal journal, KeptDescriptors kept) {
        this.journal = journal;
        this.kept = kept;
        this.attempts = new PodAttempts(settings.podLogDir(), settings.podLog().maxFiles());
        this.places = new SocketPlaces(settings, kept);
        this.loops = IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .mapToObj(i -> EventLoop.start("contee-loop-" + i, stallWatch))
                .toList();
        this.opener = new ConsoleOpener(settings, clock, journal, places, loops, formerRuns);
        this.monitor = new BrokerMonitor(settings, () -> domains.values().stream(), loops);
        takeUp();
    }

    private void takeUp() {
        List<DomainRecord> left = places.domains().stream()
                .filter(uuid -> kept.inherits(KeptConsole.domainPrefix(uuid)))
                .flatMap(uuid -> DomainRecord.load(places.domainDir(uuid)).stream())
                .toList();
        left.parallelStream().forEach(this::takeUp);
        kept.dropInherited();
    }

    /** Serves the consoles of a domain that another process has served, with what was inherited of them. */
    public void takeUp(UUID domain) {
        DomainRecord.load(places.domainDir(domain)).ifPresent(this::takeUp);
        kept.dropInherited();
    }

    private void takeUp(DomainRecord left) {
        DomainConsoles run = new DomainConsoles(left.domain(), left.runId(), left.attempt(), System.nanoTime());
        for (ConsoleSpec spec : left.consoles()) {
            try {
                run.add(opener.takeUp(spec, left.attempt()));
                run.ptys().keep(spec);
            } catch (ConteeException e) {
                LOG.warn("{} is not taken up: {}", spec.id(), e.getMessage());
            }
        }
        domains.put(left.domain().uuid(), run);
        note(left.domain(), Kind.FOUND, left.attempt());
        CompletableFuture<Void> started = CompletableFuture.allOf(
                run.consoles().stream().map(OpenConsole::started).toArray(CompletableFuture<?>[]::new));
        if (!endsWithin(CLOSE_LIMIT, started)) {
            LOG.warn("{}: its consoles could not be taken up in time", left.domain());
        }
    }

    /**
     * Serves the consoles of a domain, which is about to start or runs already. Consoles of this run that are served
     * already are left as they are; those of a former run are ended first.
     *
     * @throws ConteeException if the socket of a console cannot be made; the domain's other consoles are served
     */
    public void open(DomainId domain, DomainStart start, List<ConsoleSpec> consoles) {
        locks.run(domain.uuid(), () -> {
            Long endedAt = ended.get(domain.uuid());
            if (!start.fresh() && endedAt != null && endedAt - start.seenAt() > 0) {
                return; // it has stopped since it was seen running
            }
            DomainConsoles run = currentRun(domain, start).orElseGet(() -> newRun(domain, start, consoles));
            List<ConteeException> failures = new ArrayList<>();
            for (ConsoleSpec spec : consoles) {
                if (run.has(spec.id().alias())) {
                    run.locate(spec);
                } else {
                    try {
                        run.add(opener.open(spec, run.attempt(), start.fresh(), Optional.empty()));
                        run.ptys().keep(spec);
                    } catch (ConteeException e) {
                        failures.add(e);
                        run.failed(spec, e.getMessage());
                    }
                }
            }
            record(run);
            if (!failures.isEmpty()) {
                throw failures.get(0);
            }
        });
    }

    /**
     * Serves a console of a running domain that its guest is being moved to from a pty. What the pty holds is its first
     * output; what comes over the guest's connection waits until {@link PtyDrain#finish} is through.
     *
     * @param pty is closed by the console, or by the caller if this fails
     * @throws ConteeException if it is served already, or the pty or a socket cannot be used
     */
    public PtyDrain adopt(DomainId domain, DomainStart start, ConsoleSpec spec, PtySlave pty) {
        CompletableFuture<PtyDrain> draining = new CompletableFuture<>();
        locks.run(domain.uuid(), () -> {
            DomainConsoles run = currentRun(domain, start).orElseGet(() -> newRun(domain, start, List.of(spec)));
            if (run.has(spec.id().alias())) {
                throw new ConteeException(spec.id() + " is served already");
            }
            run.add(opener.open(spec, run.attempt(), false, Optional.of(new FormerPty(pty, draining))));
            record(run);
        });
        try {
            return draining.get(SAMPLE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            close(spec.id());
            throw new ConteeException("cannot read the pty of " + spec.id() + ": " + ConteeException.reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConteeException("interrupted while opening " + spec.id(), e);
        }
    }

    /** Whether a console is served and its guest connected. */
    public boolean isConnected(ConsoleId id) {
        DomainConsoles run = domains.get(id.domain().uuid());
        return run != null
                && statuses(run).stream().anyMatch(status -> status.id().equals(id) && status.connected());
    }

    /** Keeps the pty that an adopted console had from being somebody else's, until the console ends. */
    public void keepPty(ConsoleSpec spec) {
        locks.run(spec.id().domain().uuid(), () -> Optional.ofNullable(
                        domains.get(spec.id().domain().uuid()))
                .filter(run -> run.has(spec.id().alias()))
                .ifPresent(run -> run.ptys().keep(spec)));
    }

    /** Lets that pty go, for the guest to have it again. */
    public void freePty(ConsoleId id) {
        Optional.ofNullable(domains.get(id.domain().uuid()))
                .ifPresent(run -> run.ptys().free(id.alias()));
    }

    /**
     * Ends one console of a domain that runs on, once all that its guest printed there is in its logs. If it is opened
     * again in the same run, the same attempt goes on. Harmless if it is not served.
     */
    public void close(ConsoleId id) {
        locks.run(id.domain().uuid(), () -> {
            DomainConsoles run = domains.get(id.domain().uuid());
            if (run != null && run.has(id.alias())) {
                run.ptys().free(id.alias());
                if (!endsWithin(CLOSE_LIMIT, run.remove(id.alias()).session().release())) {
                    LOG.warn("{}: is still writing; it closes by itself", id);
                }
                record(run);
            }
        });
    }

    private void record(DomainConsoles run) {
        Path dir = places.domainDir(run.domain().uuid());
        Attempts.record(dir, run.runId(), run.attempt());
        DomainRecord.of(run).save(dir);
    }

    private Optional<DomainConsoles> currentRun(DomainId domain, DomainStart start) {
        DomainConsoles known = domains.get(domain.uuid());
        boolean newer = known != null && !start.fresh() && known.openedAt() - start.seenAt() > 0;
        if (known == null || newer || known.isRun(start)) {
            return Optional.ofNullable(known);
        }
        end(known, FORMER_RUN_LIMIT);
        return Optional.empty();
    }

    private DomainConsoles newRun(DomainId domain, DomainStart start, List<ConsoleSpec> consoles) {
        if (suspended || handedOver.contains(domain.uuid())) {
            throw new ConteeException(domain + " is not served yet: contee is being restarted");
        }
        Path dir = places.makeDomainDir(domain.uuid());
        if (start.fresh()) {
            consoles.forEach(this::takeLeftOver);
        }
        int attempt = start.fresh()
                ? attempts.next(consoles)
                : Attempts.recorded(dir, start.runId()).orElseGet(() -> attempts.next(consoles));
        DomainConsoles run = new DomainConsoles(domain, start.runId(), attempt, System.nanoTime());
        domains.put(domain.uuid(), run);
        note(domain, start.fresh() ? Kind.STARTED : Kind.FOUND, attempt);
        return run;
    }

    private void note(DomainId domain, Kind kind, int attempt) {
        journal.note(domain, () -> DomainEvent.of(kind, Optional.empty(), "attempt", Integer.toString(attempt)));
    }

    /** Takes what virtlogd wrote of an earlier run whose end no contee has seen into the logs of that run. */
    private void takeLeftOver(ConsoleSpec spec) {
        try {
            if (!opener.isLeftOver(spec)) {
                return;
            }
            int attempt = attempts.last(spec).orElse(0);
            ConsoleSession session =
                    opener.open(spec, attempt, true, Optional.empty()).session();
            if (!endsWithin(FORMER_RUN_LIMIT, session.release()) && !endsWithin(FORMER_RUN_LIMIT, session.close())) {
                LOG.warn("{}: what it printed in an earlier run is still being written", spec.id());
            }
        } catch (ConteeException e) {
            LOG.warn("{}: what it printed in an earlier run is not taken: {}", spec.id(), e.getMessage());
        }
    }

    /**
     * Ends the consoles of a domain that has stopped, once all that it printed is in its logs. Harmless for a domain
     * that is not served.
     */
    public void release(UUID domain) {
        locks.run(domain, () -> {
            DomainConsoles run = domains.get(domain);
            if (run != null) {
                end(run, CLOSE_LIMIT);
            }
        });
    }

    /**
     * Releases a domain that was found not to run.
     *
     * @param checkedAt the value of {@link System#nanoTime} before that was found: a later start is left alone
     */
    public void release(UUID domain, long checkedAt) {
        locks.run(domain, () -> {
            DomainConsoles run = domains.get(domain);
            if (run != null && run.openedAt() - checkedAt < 0) {
                end(run, CLOSE_LIMIT);
            }
        });
    }

    /**
     * Releases the domains that do not run any more and have no guest connected.
     *
     * @param running the domains that ran when they were listed
     * @param listedAt the value of {@link System#nanoTime} before they were listed: later starts are left alone
     */
    public void releaseAllBut(Set<UUID> running, long listedAt) {
        for (DomainConsoles run : domains.values()) {
            UUID uuid = run.domain().uuid();
            List<ConsoleStatus> statuses = statuses(run);
            boolean allSilent = statuses.size() == run.consoles().size()
                    // Of a pty contee sees no end.
                    && statuses.stream().noneMatch(status -> status.connected() && status.mode() == ConsoleMode.UNIX);
            if (!running.contains(uuid) && allSilent) {
                release(uuid, listedAt);
            }
        }
    }

    private void end(DomainConsoles run, Duration limit) {
        UUID uuid = run.domain().uuid();
        if (!endsWithin(limit, run.end(ConsoleSession::release))) {
            CompletableFuture<Void> closed = run.end(ConsoleSession::close);
            if (!endsWithin(limit, closed)) {
                LOG.warn("{}: its consoles are still writing; they close by themselves", run.domain());
                formerRuns.add(uuid, closed);
            }
        }
        run.ptys().freeAll();
        domains.remove(uuid);
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

    private static boolean endsWithin(Duration limit, CompletableFuture<Void> ending) {
        try {
            ending.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new ConteeException("cannot close consoles: " + ConteeException.reason(e), e);
        }
    }

    /** The clients of the consoles. */
    public Attachments attachments() {
        return attachments;
    }

    /** What it has counted, and what is wrong with it. */
    public BrokerMonitor monitor() {
        return monitor;
    }

    /** The consoles that are served now, by domain name and alias. */
    public List<ConsoleStatus> consoles() {
        return domains.values().stream()
                .flatMap(run -> statuses(run).stream())
                .sorted(Comparator.comparing(status -> status.id().toString()))
                .toList();
    }

    /** Tells, whenever it is asked, whether this run of a console may yet write to its logs. */
    public BooleanSupplier writing(ConsoleId id) {
        Optional<ConsoleSession> session = session(id);
        return () -> session.isPresent() && !session.get().isClosed();
    }

    /**
     * Goes on in new files where someone has renamed the present ones of a console's logs.
     *
     * @return completes when it is done, or with a {@link ConteeException} if it cannot be
     */
    public CompletableFuture<Void> reopenLogs(ConsoleId id) {
        return session(id)
                .map(ConsoleSession::reopenLogs)
                .orElseGet(() -> CompletableFuture.failedFuture(ConsoleSession.ended(id)));
    }

    private Optional<ConsoleSession> session(ConsoleId id) {
        return Optional.ofNullable(domains.get(id.domain().uuid())).flatMap(run -> run.consoles().stream()
                .filter(console -> console.spec().id().equals(id))
                .map(OpenConsole::session)
                .findFirst());
    }

    private static List<ConsoleStatus> statuses(DomainConsoles run) {
        List<CompletableFuture<ConsoleStatus>> asked =
                run.consoles().stream().map(OpenConsole::status).toList();
        return asked.stream().flatMap(status -> answer(status, run)).toList();
    }

    private static Stream<ConsoleStatus> answer(CompletableFuture<ConsoleStatus> status, DomainConsoles run) {
        try {
            return Stream.of(status.orTimeout(SAMPLE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                    .join());
        } catch (CompletionException e) {
            LOG.warn("{}: a console does not answer: {}", run.domain(), ConteeException.reason(e));
            return Stream.empty();
        }
    }

    /** Takes no more connections where many domains' guests connect, so that another process can. */
    public void suspendShared() {
        var unused = endsWithin(CLOSE_LIMIT, opener.leave());
    }

    /** The domains that are served. */
    public Set<UUID> domains() {
        return Set.copyOf(domains.keySet());
    }

    /**
     * Stops serving a domain, so that another process can go on with what is kept of it: connections stay open, what was
     * read is in the logs, and the rest is with the kernel.
     */
    public void suspend(UUID domain) {
        locks.run(domain, () -> {
            handedOver.add(domain);
            DomainConsoles run = domains.remove(domain);
            if (run != null) {
                CompletableFuture<Void> all = CompletableFuture.allOf(
                        run.consoles().stream().map(opener::suspend).toArray(CompletableFuture<?>[]::new));
                if (!endsWithin(CLOSE_LIMIT, all)) {
                    LOG.warn("{}: its logs could not be completed in time, as a disk hangs", run.domain());
                }
                run.ptys().freeAll();
            }
        });
    }

    /** Stops serving all, in the same way. */
    public void suspend() {
        suspended = true;
        suspendShared();
        domains().parallelStream().forEach(this::suspend);
        end();
    }

    /** Whether it has stopped so. */
    public boolean isSuspended() {
        return suspended;
    }

    private void end() {
        domains.values().forEach(run -> run.ptys().freeAll());
        domains.clear();
        loops.forEach(EventLoop::close);
        stallWatch.close();
    }

    /** Ends all consoles; their guests go on, and connect again to the next broker. */
    @Override
    public void close() {
        var unused = endsWithin(CLOSE_LIMIT, opener.close());
        CompletableFuture<Void> all = CompletableFuture.allOf(domains.values().stream()
                .map(run -> run.end(ConsoleSession::close))
                .toArray(CompletableFuture<?>[]::new));
        if (!endsWithin(CLOSE_LIMIT, all)) {
            LOG.warn("not all logs could be completed in time, as a disk hangs");
        }
        end();
    }
}
