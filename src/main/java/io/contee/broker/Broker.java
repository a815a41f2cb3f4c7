package io.contee.broker;

import io.contee.log.PodLogDirs;
import io.contee.model.ConsoleId;
import io.contee.model.ConsoleMode;
import io.contee.model.ConsoleStatus;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.net.ClientSlots;
import io.contee.net.EventLoop;
import io.contee.net.PtySlave;
import io.contee.net.StallWatch;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the consoles of the host's running domains. Any thread may call it; calls for the same domain are serialized.
 */
public final class Broker implements AutoCloseable {

    private static final Duration SAMPLE_LIMIT = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);

    private final StallWatch stallWatch = new StallWatch(StallWatch.DEFAULT_LIMIT);
    private final List<EventLoop> loops;
    private final SocketPlaces places;
    private final DomainLocks locks = new DomainLocks();
    private final DomainRuns runs;
    private final ClientSlots clientSlots;
    private final ConsoleOpener opener;
    private final Attachments attachments;
    private final BrokerMonitor monitor;
    private final BrokerHandover handover;
    private final RunStarter starter;

    /**
     * Makes a broker with one event loop for each processor.
     *
     * @param journal records events
     */
    public Broker(BrokerSettings settings, InstantSource clock, DomainJournal journal) {
        this(settings, clock, journal, KeptDescriptors.none());
    }

    /**
     * Makes such a broker, which immediately resumes the sessions whose descriptors an earlier process has left.
     *
     * @param kept also keeps the descriptors for the next process; it is left open
     */
    public Broker(BrokerSettings settings, InstantSource clock, DomainJournal journal, KeptDescriptors kept) {
        this.places = new SocketPlaces(settings, kept);
        PodAttempts attempts = new PodAttempts(
                PodLogDirs.of(settings.directories()), settings.logs().pod().maxFiles());
        this.loops = IntStream.range(0, Runtime.getRuntime().availableProcessors())
                .mapToObj(i -> EventLoop.start("contee-loop-" + i, stallWatch))
                .toList();
        FormerRuns formerRuns = new FormerRuns();
        this.runs = new DomainRuns(places, journal, formerRuns);
        this.clientSlots = ClientSlots.ofProcess(
                () -> runs.all().mapToInt(run -> run.consoles().size()).sum());
        this.opener = new ConsoleOpener(settings, clock, journal, places, loops, clientSlots, formerRuns);
        this.attachments = new Attachments(() -> runs.all().flatMap(run -> run.consoles().stream()));
        this.monitor = new BrokerMonitor(settings, runs::all, loops);
        this.handover = new BrokerHandover(runs, locks, opener, places, kept);
        this.starter = new RunStarter(attempts, runs, opener, places, handover);
        handover.resume();
    }

    /**
     * Opens the consoles of a domain that is about to start or already runs. Consoles of this run that are open already
     * are left as they are; those of a previous run are closed first.
     *
     * @throws ConteeException if the socket of a console cannot be made; the domain's other consoles are opened anyway
     */
    public void open(DomainId domain, DomainStart start, List<ConsoleSpec> consoles) {
        locks.run(domain.uuid(), () -> {
            if (!start.fresh() && runs.hasEndedSince(domain.uuid(), start.seenAt())) {
                return; // the domain has stopped since it was found running
            }
            DomainConsoles run = starter.run(domain, start, consoles);
            List<ConteeException> failures = new ArrayList<>();
            for (ConsoleSpec spec : consoles) {
                if (run.has(spec.id().alias())) {
                    run.locate(spec);
                } else {
                    try {
                        run.add(opener.open(spec, run.attempt(), start.fresh(), Optional.empty()));
                        run.ptys().reserve(spec);
                    } catch (ConteeException e) {
                        failures.add(e);
                        run.failed(spec, e.getMessage());
                    }
                }
            }
            starter.record(run);
            if (!failures.isEmpty()) {
                throw failures.get(0);
            }
        });
    }

    /**
     * Opens a console for a running guest that is being adopted from a pty. The content of the pty is its first output;
     * output on the guest's connection waits until {@link PtyDrain#finish} has completed.
     *
     * @param pty is closed by the console, or by the caller if this fails
     * @throws ConteeException if it is open already, or the pty or a socket cannot be used
     */
    public PtyDrain adopt(DomainId domain, DomainStart start, ConsoleSpec spec, PtySlave pty) {
        CompletableFuture<PtyDrain> draining = new CompletableFuture<>();
        locks.run(domain.uuid(), () -> {
            DomainConsoles run = starter.run(domain, start, List.of(spec));
            if (run.has(spec.id().alias())) {
                throw new ConteeException(spec.id() + " is served already");
            }
            run.add(opener.open(spec, run.attempt(), false, Optional.of(new FormerPty(pty, draining))));
            starter.record(run);
        });
        try {
            return draining.get(SAMPLE_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            close(spec.id());
            throw new ConteeException("cannot read the pty of " + spec.id() + ": " + ConteeException.reason(e), e);
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("opening " + spec.id(), e);
        }
    }

    /** Returns whether a console is open and its guest connected. */
    public boolean isConnected(ConsoleId id) {
        return runs.of(id.domain().uuid()).stream()
                .flatMap(run -> statuses(run).stream())
                .anyMatch(status -> status.id().equals(id) && status.connected());
    }

    /** Reserves the pty that an adopted console had until the console is closed. */
    public void reservePty(ConsoleSpec spec) {
        UUID domain = spec.id().domain().uuid();
        locks.run(domain, () -> runs.of(domain)
                .filter(run -> run.has(spec.id().alias()))
                .ifPresent(run -> run.ptys().reserve(spec)));
    }

    /** Frees the pty that {@link #reservePty} has reserved, for the guest to use it again. */
    public void freePty(ConsoleId id) {
        runs.of(id.domain().uuid()).ifPresent(run -> run.ptys().free(id.alias()));
    }

    /**
     * Closes one console of a domain that runs on, once all its output is in its logs. If it is opened again in the
     * same run, the same attempt continues. Has no effect if it is not open.
     */
    public void close(ConsoleId id) {
        UUID domain = id.domain().uuid();
        locks.run(
                domain, () -> runs.of(domain).filter(run -> run.has(id.alias())).ifPresent(run -> {
                    run.ptys().free(id.alias());
                    if (!Shutdown.within(
                            Shutdown.LIMIT, run.remove(id.alias()).session().release())) {
                        LOG.warn("{}: is still writing; it closes by itself", id);
                    }
                    starter.record(run);
                }));
    }

    /**
     * Closes the consoles of a domain that has stopped, once all their output is in their logs. Has no effect for a
     * domain that is not served.
     */
    public void release(UUID domain) {
        locks.run(domain, () -> runs.of(domain).ifPresent(run -> runs.end(run, Shutdown.LIMIT)));
    }

    /**
     * Releases a domain that was found not to run.
     *
     * @param checkedAt the value of {@link System#nanoTime} before the check; a domain that started later is not
     *     released
     */
    public void release(UUID domain, long checkedAt) {
        locks.run(domain, () -> runs.of(domain)
                .filter(run -> run.openedAt() - checkedAt < 0)
                .ifPresent(run -> runs.end(run, Shutdown.LIMIT)));
    }

    /**
     * Releases the domains that do not run any more and have no guest connected.
     *
     * @param running the domains that ran when they were listed
     * @param listedAt the value of {@link System#nanoTime} before they were listed; domains that started later are not
     *     released
     */
    public void releaseAllBut(Set<UUID> running, long listedAt) {
        runs.all().forEach(run -> {
            UUID uuid = run.domain().uuid();
            List<ConsoleStatus> statuses = statuses(run);
            boolean allSilent = statuses.size() == run.consoles().size()
                    // contee does not notice when a pty is closed.
                    && statuses.stream().noneMatch(status -> status.connected() && status.mode() == ConsoleMode.UNIX);
            if (!running.contains(uuid) && allSilent) {
                release(uuid, listedAt);
            }
        });
        handover.endStopped(running);
    }

    /** Returns the clients of the consoles. */
    public Attachments attachments() {
        return attachments;
    }

    /** Returns the descriptors that clients may hold. */
    public ClientSlots clientSlots() {
        return clientSlots;
    }

    /** Returns the broker's figures and faults. */
    public BrokerMonitor monitor() {
        return monitor;
    }

    /** Returns the part that hands domains over to another process, or resumes them. */
    public BrokerHandover handover() {
        return handover;
    }

    /** Returns the consoles that are open now, by domain name; of each domain the primary one first. */
    public List<ConsoleStatus> consoles() {
        return runs.all()
                .sorted(DomainConsoles.BY_NAME)
                .flatMap(run -> statuses(run).stream())
                .toList();
    }

    /**
     * Returns a test whether this run of a console may still write to its logs, which also holds after a handover: then
     * another process writes.
     */
    public BooleanSupplier writing(ConsoleId id) {
        Optional<ConsoleSession> session = runs.session(id);
        return () -> session.isPresent()
                && (!session.get().isClosed()
                        || handover.isHandedOver(id.domain().uuid()));
    }

    /**
     * Continues the logs of a console in new files if someone has renamed the current ones.
     *
     * @return completes when it is done, or with a {@link ConteeException} if that is not possible
     */
    public CompletableFuture<Void> reopenLogs(ConsoleId id) {
        return runs.session(id)
                .map(ConsoleSession::reopenLogs)
                .orElseGet(() -> CompletableFuture.failedFuture(ConsoleSession.ended(id)));
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

    /** Hands all domains over to another process and stops, see {@link #handover}. */
    public void handOver() {
        handover.handOver();
        end();
    }

    /** Returns whether {@link #handOver} was called. */
    public boolean isHandedOver() {
        return handover.isHandedOver();
    }

    private void end() {
        runs.clear();
        loops.forEach(EventLoop::close);
        stallWatch.close();
    }

    /** Closes all consoles; their guests go on, and connect again to the next broker. */
    @Override
    public void close() {
        var unused = Shutdown.within(Shutdown.LIMIT, opener.guests().close());
        if (!Shutdown.within(Shutdown.LIMIT, Shutdown.all(runs.all().map(run -> run.end(ConsoleSession::close))))) {
            LOG.warn("not all logs could be completed in time, as a disk hangs");
        }
        end();
    }
}
