package io.contee.broker;

import io.contee.broker.SocketGuest.FormerPty;
import io.contee.log.ConsoleLog;
import io.contee.log.ConsoleLogs;
import io.contee.log.PodLogPath;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.net.EventLoop;
import io.contee.net.UnixListener;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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

    ConsoleOpener(
            BrokerSettings settings,
            InstantSource clock,
            SocketPlaces places,
            List<EventLoop> loops,
            FormerRuns formerRuns) {
        this.settings = settings;
        this.clock = clock;
        this.logs = new ConsoleLogs(clock);
        this.places = places;
        this.loops = loops;
        this.formerRuns = formerRuns;
    }

    /**
     * Makes a console.
     *
     * @param attempt the attempt that its pod log belongs to
     * @param former the pty that it is being moved from
     * @throws ConteeException if a socket of its cannot be made
     */
    OpenConsole open(ConsoleSpec spec, int attempt, Optional<FormerPty> former) {
        ConsoleId id = spec.id();
        EventLoop loop = loops.get(Math.floorMod(id.hashCode(), loops.size()));
        UnixListener clientListener = places.listenForClients(id);
        GuestSide guest;
        try {
            guest = socketGuest(spec, loop, former);
        } catch (ConteeException e) {
            clientListener.close();
            throw e;
        }
        Path rawLog = settings.logDir().resolve(id.domain().name()).resolve(id.alias() + ".log");
        Path podLog = PodLogPath.of(settings.podLogDir(), spec.pod(), attempt);
        List<LogSink> sinks = List.of(
                sink(
                        id,
                        "raw log " + rawLog,
                        () -> logs.raw(rawLog, spec.rawLog().orElse(settings.rawLog()))),
                sink(id, "pod log " + podLog, () -> logs.pod(podLog, settings.podLog())));
        ConsoleSession session = new ConsoleSession(id, loop, settings.overflow(), guest, clientListener, sinks);
        session.start();
        LOG.info("{}: serving at {}, attempt {}", id, spec.guestSocket(), attempt);
        return new OpenConsole(spec, session, sinks, clientListener.path(), rawLog, podLog);
    }

    private GuestSide socketGuest(ConsoleSpec spec, EventLoop loop, Optional<FormerPty> former) {
        UnixListener listener = places.listenForGuest(spec.guestSocket());
        try {
            int owner = SocketPlaces.owner(spec.guestSocket());
            return new SocketGuest(spec.id(), loop, listener, uid -> SocketPlaces.isGuestUid(uid, owner), former);
        } catch (ConteeException e) {
            listener.close();
            throw e;
        }
    }

    private LogSink sink(ConsoleId id, String name, Supplier<ConsoleLog> opener) {
        return new LogSink(name, formerRuns.guard(id.domain().uuid(), opener), clock, System::nanoTime);
    }
}
