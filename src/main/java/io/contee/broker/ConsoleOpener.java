package io.contee.broker;

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
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
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
        this.logs = new ConsoleLogs(clock, settings.logFile(), settings.totalLogSize());
        countLogs();
        this.places = places;
        this.loops = loops;
        this.formerRuns = formerRuns;
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
     * @param start starts its session
     * @throws ConteeException if a socket of its cannot be made
     */
    OpenConsole open(ConsoleSpec spec, int attempt, Consumer<ConsoleSession> start) {
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
        LogPolicy rawPolicy =
                spec.rawLog().map(own -> own.or(settings.rawLog())).orElse(settings.rawLog());
        LogPolicy podPolicy = settings.podLog().forPodLog(spec.rawLog());
        Path dir = settings.logDir()
                .resolve(id.domain().name())
                .resolve(rawPolicy.subDir().orElse(""));
        Path rawLog = dir.resolve(id.alias() + ".log");
        Path podLog = PodLogPath.of(settings.podLogDir(), spec.pod(), attempt);
        List<LogSink> sinks = new ArrayList<>();
        sinks.add(sink(id, "raw log " + rawLog, () -> logs.raw(rawLog, rawPolicy)));
        sinks.add(sink(id, "pod log " + podLog, () -> logs.pod(podLog, podPolicy)));
        if (settings.iolog()) {
            Path entries = dir.resolve(id.alias() + ".iolog");
            sinks.add(sink(id, "entry log " + entries, () -> logs.entries(entries, rawPolicy)));
        }
        ConsoleSession session = new ConsoleSession(
                id,
                loops.get(Math.floorMod(id.hashCode(), loops.size())),
                settings.overflow(),
                guestListener,
                uid -> SocketPlaces.isGuestUid(uid, socketOwner),
                clientListener,
                sinks);
        start.accept(session);
        LOG.info("{}: serving at {}, attempt {}", id, spec.guestSocket(), attempt);
        return new OpenConsole(spec, session, sinks, clientListener.path(), rawLog, podLog);
    }

    private LogSink sink(ConsoleId id, String name, Supplier<ConsoleLog> opener) {
        return new LogSink(name, formerRuns.guard(id.domain().uuid(), opener), clock, System::nanoTime);
    }
}
