package io.contee.broker;

import io.contee.broker.SocketGuest.FormerPty;
import io.contee.log.PodLogDirs;
import io.contee.log.write.ConsoleLog;
import io.contee.log.write.LogFactory;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainJournal;
import io.contee.model.Layout.GuestDir;
import io.contee.model.Layout.SpoolDir;
import io.contee.model.LogKind;
import io.contee.model.LogPolicy;
import io.contee.model.LogRotation;
import io.contee.model.PodRef;
import io.contee.model.ServedConsole;
import io.contee.net.ClientSlots;
import io.contee.net.EventLoop;
import io.contee.net.UnixListener;
import io.contee.stats.LogCounters;
import io.contee.virtlog.PositionFile;
import io.contee.virtlog.SpoolWriters;
import io.contee.virtlog.VirtlogdFollower;
import io.contee.virtlog.VirtlogdLog;
import io.contee.virtlog.VirtlogdLog.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens consoles: their sockets, their logs, and their sessions on one of the loops. Any thread may call it. */
final class ConsoleOpener {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleOpener.class);

    private final BrokerSettings settings;
    private final InstantSource clock;
    private final DomainJournal journal;
    private final LogFactory logs;
    private final PodLogDirs podLogs;
    private final SpoolWriters spoolWriters = new SpoolWriters(System::nanoTime);
    private final SocketPlaces places;
    private final List<EventLoop> loops;
    private final ClientSlots slots;
    private final FormerRuns formerRuns;
    private final Optional<SharedSocket> shared;
    private final SessionFiles streams;

    ConsoleOpener(
            BrokerSettings settings,
            InstantSource clock,
            DomainJournal journal,
            SocketPlaces places,
            List<EventLoop> loops,
            ClientSlots slots,
            FormerRuns formerRuns) {
        this.settings = settings;
        this.podLogs = PodLogDirs.of(settings.directories());
        this.clock = clock;
        this.journal = journal;
        this.logs =
                new LogFactory(clock, settings.logs().files(), settings.logs().totalSize());
        if (settings.logs().totalSize().isPresent()) {
            countLogs();
        }
        this.places = places;
        this.streams = new SessionFiles(places);
        this.loops = loops;
        this.slots = slots;
        this.formerRuns = formerRuns;
        this.shared = settings.guests()
                .streamerSocket()
                .map(socket -> places.listenForMany(socket, settings.processes(), loops.get(0)));
    }

    /**
     * Closes the shared socket.
     *
     * @return completes when it is closed
     */
    CompletableFuture<Void> close() {
        return shared.map(SharedSocket::close).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Stops accepting connections at the shared socket, and leaves them to another process. */
    CompletableFuture<Void> leave() {
        return shared.map(SharedSocket::leave).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /**
     * Resumes a console that another process has served, however that process ended.
     *
     * @param attempt the attempt that its pod log belongs to
     * @throws ConteeException if one of its sockets cannot be made
     */
    OpenConsole takeUp(ConsoleSpec spec, int attempt) {
        OpenConsole console = open(spec, attempt, streams.page(spec.id(), true), false, Optional.empty());
        byte[] typed = streams.takeTyped(spec.id());
        if (typed.length > 0) {
            console.session().requeue(typed);
        }
        return console;
    }

    /**
     * Hands a console over to another process.
     *
     * @return completes when the other process can resume it
     */
    CompletableFuture<Void> suspend(OpenConsole console) {
        ConsoleId id = console.spec().id();
        return console.session().suspend().thenAccept(typed -> streams.leaveTyped(id, typed));
    }

    /**
     * Counts the existing logs. Those of other pods may be other programs' logs, and are counted once a console of the
     * pod is open.
     */
    private void countLogs() {
        try {
            logs.count(settings.directories().logs().path());
            podLogs.ownDirectories().forEach(logs::count);
        } catch (ConteeException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /**
     * Opens a console.
     *
     * @param attempt the attempt that its pod log belongs to
     * @param fresh whether its guest is being started now
     * @param former the pty that the guest is being adopted from
     * @throws ConteeException if one of its sockets cannot be made
     */
    OpenConsole open(ConsoleSpec spec, int attempt, boolean fresh, Optional<FormerPty> former) {
        boolean again = !fresh && former.isEmpty() && !(spec.place() instanceof GuestPlace.Pty);
        ConsolePage page = again ? streams.nextPage(spec.id()) : streams.page(spec.id(), false);
        page.setWholeRun(fresh);
        return open(spec, attempt, page, fresh, former);
    }

    private OpenConsole open(
            ConsoleSpec spec, int attempt, ConsolePage page, boolean fresh, Optional<FormerPty> former) {
        ConsoleId id = spec.id();
        EventLoop loop = loops.get(Math.floorMod(id.hashCode(), loops.size()));
        Map<LogKind, Path> files = files(spec, attempt);
        Optional<StreamRecovery> recovery =
                page.isResumed() ? Optional.of(StreamRecovery.of(id, page, files)) : Optional.empty();
        StreamOrigin stream = stream(id, page, recovery);
        UnixListener clientListener = places.listenForClients(id);
        GuestSide guest = guestOrNoListener(spec, loop, fresh, former, stream, clientListener);
        List<OpenLog> open = openLogs(spec, files);
        recovery.ifPresent(known -> known.complete(open));
        open.forEach(log -> log.sink().note(page.marksOf(log.kind())));
        ConsoleSession session = new ConsoleSession(
                id,
                loop,
                spec.holdLimit(settings.loss().overflow()),
                guest,
                clientListener,
                clientSettings(spec, page, open, recovery),
                open.stream().map(OpenLog::sink).toList(),
                stream,
                settings.logs().partialLine());
        CompletableFuture<Void> started = session.start();
        session.locate(spec.place());
        OpenConsole console = new OpenConsole(spec, session, started, open, clientListener.path());
        journal.serves(new ServedConsole(
                id,
                spec.order(),
                spec.pod(),
                console.path(LogKind.POD),
                guestDir(spec).rawLog(rawSubDir(spec), id.alias())));
        LOG.info("{}: serving {}, attempt {}", id, described(spec.place()), attempt);
        return console;
    }

    private LogPolicy rawPolicy(ConsoleSpec spec) {
        return spec.rawLog()
                .map(own -> own.or(settings.logs().raw()))
                .orElse(settings.logs().raw());
    }

    private GuestDir guestDir(ConsoleSpec spec) {
        return settings.directories().logs().guest(spec.id().domain().name());
    }

    private String rawSubDir(ConsoleSpec spec) {
        return rawPolicy(spec).subDir().orElse("");
    }

    /** Returns the current files of the logs that are kept. */
    private Map<LogKind, Path> files(ConsoleSpec spec, int attempt) {
        GuestDir dir = guestDir(spec);
        String subDir = rawSubDir(spec);
        String alias = spec.id().alias();
        Map<LogKind, Path> files = new EnumMap<>(Map.of(
                LogKind.RAW, dir.rawLog(subDir, alias),
                LogKind.POD, podLog(spec, attempt),
                LogKind.ENTRY, dir.entryLog(subDir, alias)));
        files.keySet().retainAll(settings.logs().kinds());
        return files;
    }

    private StreamOrigin stream(ConsoleId id, ConsolePage page, Optional<StreamRecovery> recovery) {
        KeptConsole kept = places.kept(id);
        return recovery.map(known ->
                        new StreamOrigin(page, kept, settings.loss().durability(), known.position(), known.repeated()))
                .orElseGet(() -> StreamOrigin.begin(page, kept, settings.loss().durability()));
    }

    /** Makes the guest's side, and closes the clients' listener if that fails. */
    private GuestSide guestOrNoListener(
            ConsoleSpec spec,
            EventLoop loop,
            boolean fresh,
            Optional<FormerPty> former,
            StreamOrigin stream,
            UnixListener clientListener) {
        try {
            return guest(spec, loop, fresh, former, stream);
        } catch (ConteeException e) {
            stream.kept().forgetListener(clientListener.path());
            clientListener.close();
            throw e;
        }
    }

    private List<OpenLog> openLogs(ConsoleSpec spec, Map<LogKind, Path> files) {
        LogPolicy raw = rawPolicy(spec);
        LogPolicy pod = podPolicy(spec);
        return files.entrySet().stream()
                .map(file -> log(spec.id(), file.getKey(), file.getValue(), file.getKey() == LogKind.POD ? pod : raw))
                .toList();
    }

    private ClientSettings clientSettings(
            ConsoleSpec spec, ConsolePage page, List<OpenLog> logs, Optional<StreamRecovery> recovery) {
        Scrollback scrollback = new Scrollback(
                spec.id(),
                logs.stream()
                        .filter(log -> log.kind() == LogKind.RAW)
                        .map(log -> new Scrollback.Source(log.path(), log.sink()))
                        .findFirst(),
                (int) settings.clients().scrollback().bytes(),
                page.isWholeRun(),
                recovery.map(StreamRecovery::possibleHole).orElse(OptionalLong.empty()));
        return new ClientSettings(
                spec.shared().orElse(settings.clients().shared()),
                scrollback,
                slots,
                clock,
                new ConsoleJournal(journal, spec.id()));
    }

    private static String described(GuestPlace place) {
        if (place instanceof GuestPlace.Pty pty) {
            return "what virtlogd writes to " + pty.log();
        }
        return "at "
                + (place instanceof GuestPlace.SharedSocket other ? other.path() : ((GuestPlace.Socket) place).path());
    }

    /** Returns the file that holds how far the log of a console in mode pty has been read. */
    private Path positionFile(ConsoleId id) {
        SpoolDir directory =
                SpoolDir.of(settings.directories().logs().spools(), id.domain().uuid());
        try {
            Files.createDirectories(
                    directory.path(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot make " + directory.path() + ": " + ConteeException.reason(e) + ": check logDir", e);
        }
        return directory.position(id.alias());
    }

    /**
     * Returns whether there may be unread output of an earlier run, as no contee ran when that run ended.
     *
     * @throws ConteeException if that cannot be found out
     */
    boolean isLeftOver(ConsoleSpec spec) {
        Optional<String> foreign =
                spec.place() instanceof GuestPlace.Pty pty ? ForeignOutput.writer(pty.log()) : Optional.empty();
        if (foreign.isPresent()) {
            LOG.warn(
                    "{}: what virtlogd wrote for it while contee did not look is left out of its logs, as domain {} has the"
                            + " same log in its XML: correct that domain, see 'contee doctor'",
                    spec.id(),
                    foreign.get());
            return false;
        }
        return spec.place() instanceof GuestPlace.Pty pty
                && Files.exists(pty.log())
                && (pty.spool() || Files.exists(positionFile(spec.id())));
    }

    /**
     * Returns the policy of a console's pod log. The log of a real pod is not rotated by truncation, as a kubelet's
     * followers would lose output.
     */
    private LogPolicy podPolicy(ConsoleSpec spec) {
        LogPolicy policy = settings.logs().pod().forPodLog(spec.rawLog());
        boolean ofPod = !spec.pod().namespace().equals(PodRef.DEFAULT_NAMESPACE);
        return ofPod && policy.rotate().equals(Optional.of(LogRotation.TRUNCATE))
                ? policy.withRotate(LogRotation.SIZE)
                : policy;
    }

    /** Completes the pod log of a run that ended while no contee ran. */
    void completePodLog(ConsoleSpec spec, int attempt) {
        if (settings.logs().kinds().contains(LogKind.POD)) {
            try {
                logs.endPod(podLog(spec, attempt), podPolicy(spec));
            } catch (ConteeException e) {
                LOG.warn("{}: {}", spec.id(), e.getMessage());
            }
        }
    }

    private Path podLog(ConsoleSpec spec, int attempt) {
        return spec.podLog().filter(this::isInPodLogs).orElseGet(() -> podLogs.log(spec.pod(), attempt));
    }

    /** Returns whether a path is not led out of the directory of pod logs by a link. */
    private boolean isInPodLogs(Path path) {
        Path existing = path;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            Files.createDirectories(settings.directories().podLogs());
            if (existing.toRealPath()
                            .startsWith(settings.directories().podLogs().toRealPath())
                    || !existing.startsWith(settings.directories().podLogs())) {
                return true;
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", path, ConteeException.reason(e));
        }
        LOG.warn(
                "{} leads out of {}: using contee's own pod log",
                path,
                settings.directories().podLogs());
        return false;
    }

    private GuestSide guest(
            ConsoleSpec spec, EventLoop loop, boolean fresh, Optional<FormerPty> former, StreamOrigin stream) {
        if (spec.place() instanceof GuestPlace.Pty pty) {
            return ptyGuest(spec.id(), pty, loop, fresh, stream);
        } else if (spec.place() instanceof GuestPlace.SharedSocket) {
            return new SocketGuest(
                    spec.id(),
                    loop,
                    shared.orElseThrow(() -> new ConteeException(
                            spec.id() + " is at Virtlet's socket, which is not served: set streamerSocket")),
                    spec.device(),
                    stream);
        }
        return socketGuest(spec, loop, former, stream);
    }

    private GuestSide ptyGuest(ConsoleId id, GuestPlace.Pty place, EventLoop loop, boolean fresh, StreamOrigin stream) {
        PositionFile kept = new PositionFile(positionFile(id));
        Optional<String> foreign = fresh ? ForeignOutput.writer(place.log()) : Optional.empty();
        Start start = foreign.isPresent()
                ? new VirtlogdLog.End()
                : kept.load()
                        .map(position -> (Start) position)
                        .orElseGet(() -> place.spool() ? new VirtlogdLog.Oldest() : new VirtlogdLog.End());
        foreign.ifPresent(writer -> ForeignOutput.clear(place.log()));
        return new PtyGuest(
                id,
                loop,
                stream,
                new ConsoleJournal(journal, id),
                listener -> new VirtlogdFollower(
                        id, loop, place.log(), start, kept, !fresh, spoolWriters::isWritten, place.spool(), listener));
    }

    private GuestSide socketGuest(ConsoleSpec spec, EventLoop loop, Optional<FormerPty> former, StreamOrigin stream) {
        UnixListener listener = places.listenForGuest(spec.guestSocket(), stream.kept());
        return new SocketGuest(
                spec.id(),
                loop,
                listener,
                peer -> settings.processes().check(peer.pid(), spec.id().domain()),
                former,
                spec.device(),
                stream);
    }

    @FunctionalInterface
    private interface LogOpener {
        ConsoleLog open(Path path, LogPolicy policy, LogCounters counters);
    }

    private OpenLog log(ConsoleId id, LogKind kind, Path path, LogPolicy policy) {
        LogOpener opener =
                switch (kind) {
                    case RAW -> logs::raw;
                    case POD -> logs::pod;
                    case ENTRY -> logs::entries;
                };
        LogCounters counters = new LogCounters();
        LogSink sink = new LogSink(
                kind.toString().toLowerCase(Locale.ROOT) + " log " + path,
                formerRuns.guard(id.domain().uuid(), () -> opener.open(path, policy, counters)),
                clock,
                new ConsoleJournal(journal, id),
                System::nanoTime);
        return new OpenLog(kind, sink, path, LogFactory.limit(policy), counters);
    }
}
