package io.contee.broker;

import io.contee.broker.RotatedLog.Start;
import io.contee.broker.SocketGuest.FormerPty;
import io.contee.log.ConsoleLog;
import io.contee.log.ConsoleLogs;
import io.contee.log.PodLogPath;
import io.contee.log.StoredPodLogs;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import io.contee.net.EventLoop;
import io.contee.net.UnixListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes consoles: their sockets, their logs, their sessions on one of the loops. Any thread may call it. */
final class ConsoleOpener {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleOpener.class);

    private final BrokerSettings settings;
    private final InstantSource clock;
    private final ConsoleLogs logs;
    private final SocketPlaces places;
    private final List<EventLoop> loops;
    private final FormerRuns formerRuns;
    private final Optional<SharedSocket> shared;

    ConsoleOpener(
            BrokerSettings settings,
            InstantSource clock,
            SocketPlaces places,
            List<EventLoop> loops,
            FormerRuns formerRuns) {
        this.settings = settings;
        this.clock = clock;
        this.logs = new ConsoleLogs(clock, settings.logFile(), settings.totalLogSize());
        if (settings.totalLogSize().isPresent()) {
            countLogs();
        }
        this.places = places;
        this.loops = loops;
        this.formerRuns = formerRuns;
        this.shared =
                settings.sharedSocket().map(socket -> places.listenForMany(socket, settings.guests(), loops.get(0)));
    }

    /**
     * Takes no more connections at the socket that many share.
     *
     * @return completes when it is closed
     */
    CompletableFuture<Void> close() {
        return shared.map(SharedSocket::close).orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /** Those of other pods may be other programs' logs, and are counted once a console of the pod is served. */
    private void countLogs() {
        try {
            logs.count(settings.logDir());
            new StoredPodLogs(settings.podLogDir())
                    .directories(PodRef.DEFAULT_NAMESPACE)
                    .forEach(logs::count);
        } catch (ConteeException e) {
            LOG.warn("{}", e.getMessage());
        }
    }

    /**
     * Makes a console.
     *
     * @param attempt the attempt that its pod log belongs to
     * @param fresh whether its guest is being started now
     * @param former the pty that it is being moved from
     * @throws ConteeException if a socket of its cannot be made
     */
    OpenConsole open(ConsoleSpec spec, int attempt, boolean fresh, Optional<FormerPty> former) {
        ConsoleId id = spec.id();
        EventLoop loop = loops.get(Math.floorMod(id.hashCode(), loops.size()));
        UnixListener clientListener = places.listenForClients(id);
        GuestSide guest;
        try {
            guest = guest(spec, loop, fresh, former);
        } catch (ConteeException e) {
            clientListener.close();
            throw e;
        }
        LogPolicy rawPolicy =
                spec.rawLog().map(own -> own.or(settings.rawLog())).orElse(settings.rawLog());
        LogPolicy podPolicy = settings.podLog().forPodLog(spec.rawLog());
        Path dir = settings.logDir()
                .resolve(id.domain().name())
                .resolve(rawPolicy.subDir().orElse(""));
        Path rawLog = dir.resolve(id.alias() + ".log");
        Path podLog = podLog(spec, attempt);
        List<LogSink> sinks = new ArrayList<>();
        sinks.add(sink(id, "raw log " + rawLog, () -> logs.raw(rawLog, rawPolicy)));
        sinks.add(sink(id, "pod log " + podLog, () -> logs.pod(podLog, podPolicy)));
        if (settings.iolog()) {
            Path entries = dir.resolve(id.alias() + ".iolog");
            sinks.add(sink(id, "entry log " + entries, () -> logs.entries(entries, rawPolicy)));
        }
        ConsoleSession session = new ConsoleSession(
                id,
                loop,
                overflow(spec),
                guest,
                clientListener,
                new ClientSettings(
                        spec.shared().orElse(settings.clients().shared()),
                        new Scrollback(
                                id,
                                rawLog,
                                sinks.get(0),
                                (int) settings.clients().scrollback().bytes(),
                                fresh),
                        clock),
                sinks,
                settings.partialLine());
        session.start();
        session.locate(spec.place());
        LOG.info("{}: serving {}, attempt {}", id, described(spec.place()), attempt);
        return new OpenConsole(spec, session, sinks, clientListener.path(), rawLog, podLog);
    }

    private static String described(GuestPlace place) {
        if (place instanceof GuestPlace.Pty pty) {
            return "what virtlogd writes to " + pty.log();
        }
        return "at "
                + (place instanceof GuestPlace.SharedSocket other ? other.path() : ((GuestPlace.Socket) place).path());
    }

    /** Where it is kept how far the log of a console in pty mode was taken. */
    private Path positionFile(ConsoleId id) {
        Path directory = settings.ptyLogDir().resolve(id.domain().uuid().toString());
        try {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot make " + directory + ": " + ConteeException.reason(e) + ": check logDir", e);
        }
        return directory.resolve(id.alias() + ".position");
    }

    /**
     * Whether there may be output of an earlier run that was not taken, as no contee ran when that ended.
     *
     * @throws ConteeException if that cannot be found out
     */
    boolean isLeftOver(ConsoleSpec spec) {
        return spec.place() instanceof GuestPlace.Pty pty
                && Files.exists(pty.log())
                && (pty.spool() || Files.exists(positionFile(spec.id())));
    }

    private Path podLog(ConsoleSpec spec, int attempt) {
        Path own = PodLogPath.of(settings.podLogDir(), spec.pod(), attempt);
        return spec.podLog().filter(this::isInPodLogs).orElse(own);
    }

    /** Whether no link leads a path out of the directory of pod logs. */
    private boolean isInPodLogs(Path path) {
        Path existing = path;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            Files.createDirectories(settings.podLogDir());
            if (existing.toRealPath().startsWith(settings.podLogDir().toRealPath())
                    || !existing.startsWith(settings.podLogDir())) {
                return true;
            }
        } catch (IOException e) {
            LOG.debug("{}: {}", path, ConteeException.reason(e));
        }
        LOG.warn("{} leads out of {}: using contee's own pod log", path, settings.podLogDir());
        return false;
    }

    /** A guest on a pty waits for no disk of contee's: virtlogd keeps for a while what contee does not take. */
    private Overflow overflow(ConsoleSpec spec) {
        return spec.place() instanceof GuestPlace.Pty ? Overflow.BLOCK : settings.overflow();
    }

    private GuestSide guest(ConsoleSpec spec, EventLoop loop, boolean fresh, Optional<FormerPty> former) {
        if (spec.place() instanceof GuestPlace.Pty pty) {
            return ptyGuest(spec.id(), pty, loop, fresh);
        } else if (spec.place() instanceof GuestPlace.SharedSocket) {
            return new SocketGuest(
                    spec.id(),
                    loop,
                    shared.orElseThrow(() -> new ConteeException(
                            spec.id() + " is at Virtlet's socket, which is not served: set streamerSocket")));
        }
        return socketGuest(spec, loop, former);
    }

    private GuestSide ptyGuest(ConsoleId id, GuestPlace.Pty place, EventLoop loop, boolean fresh) {
        PositionFile kept = new PositionFile(positionFile(id));
        Start start = kept.load()
                .map(position -> (Start) position)
                .orElseGet(() -> place.spool() ? new RotatedLog.Oldest() : new RotatedLog.End());
        return new PtyGuest(
                id,
                loop,
                listener -> new FollowedLog(id, loop, place.log(), start, kept, !fresh, place.spool(), listener));
    }

    private GuestSide socketGuest(ConsoleSpec spec, EventLoop loop, Optional<FormerPty> former) {
        UnixListener listener = places.listenForGuest(spec.guestSocket());
        return new SocketGuest(
                spec.id(),
                loop,
                listener,
                peer -> settings.guests().check(peer.pid(), spec.id().domain()),
                former);
    }

    private LogSink sink(ConsoleId id, String name, Supplier<ConsoleLog> opener) {
        return new LogSink(name, formerRuns.guard(id.domain().uuid(), opener), clock, System::nanoTime);
    }
}
