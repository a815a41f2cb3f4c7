package io.contee.broker;

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
import java.util.function.Consumer;
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
     * @param fresh whether its guest's run begins with it
     * @param start starts its session
     * @throws ConteeException if a socket of its cannot be made
     */
    OpenConsole open(ConsoleSpec spec, int attempt, boolean fresh, Consumer<ConsoleSession> start) {
        ConsoleId id = spec.id();
        UnixListener guestListener = places.listenForGuest(spec.guestSocket());
        int socketOwner;
        UnixListener clientListener;
        try {
            socketOwner = SocketPlaces.owner(spec.guestSocket());
            clientListener = places.listenForClients(id);
        } catch (ConteeException e) {
            guestListener.close();
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
        ConsoleSession session = new ConsoleSession(
                id,
                loops.get(Math.floorMod(id.hashCode(), loops.size())),
                settings.overflow(),
                guestListener,
                uid -> SocketPlaces.isGuestUid(uid, socketOwner),
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
                sinks);
        start.accept(session);
        LOG.info("{}: serving at {}, attempt {}", id, spec.guestSocket(), attempt);
        return new OpenConsole(spec, session, sinks, clientListener.path(), rawLog, podLog);
    }

    private LogSink sink(ConsoleId id, String name, Supplier<ConsoleLog> opener) {
        return new LogSink(name, formerRuns.guard(id.domain().uuid(), opener), clock, System::nanoTime);
    }
}
