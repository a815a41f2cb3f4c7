package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainJournal;
import io.contee.model.LogKind;
import io.contee.model.ServedConsole;
import io.contee.net.ClientSlots;
import io.contee.net.EventLoop;
import io.contee.net.UnixListener;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
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
    private final SocketPlaces places;
    private final List<EventLoop> loops;
    private final ClientSlots slots;
    private final ConsoleLogs logs;
    private final GuestSides guests;
    private final SessionFiles files;

    ConsoleOpener(
            BrokerSettings settings,
            InstantSource clock,
            DomainJournal journal,
            SocketPlaces places,
            List<EventLoop> loops,
            ClientSlots slots,
            FormerRuns formerRuns) {
        this.settings = settings;
        this.clock = clock;
        this.journal = journal;
        this.places = places;
        this.loops = loops;
        this.slots = slots;
        this.logs = new ConsoleLogs(settings, clock, journal, formerRuns);
        this.guests = new GuestSides(settings, journal, places, loops.get(0));
        this.files = new SessionFiles(places);
    }

    /** Returns the consoles' logs. */
    ConsoleLogs logs() {
        return logs;
    }

    /** Returns the maker of the consoles' guest sides. */
    GuestSides guests() {
        return guests;
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
        ConsolePage page = again ? files.nextPage(spec.id()) : files.page(spec.id(), false);
        page.setWholeRun(fresh);
        return open(spec, attempt, page, fresh, former);
    }

    /**
     * Resumes a console that another process has served, however that process ended.
     *
     * @param attempt the attempt that its pod log belongs to
     * @throws ConteeException if one of its sockets cannot be made
     */
    OpenConsole resume(ConsoleSpec spec, int attempt) {
        OpenConsole console = open(spec, attempt, files.page(spec.id(), true), false, Optional.empty());
        byte[] typed = files.readTyped(spec.id());
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
    CompletableFuture<Void> handOver(OpenConsole console) {
        ConsoleId id = console.spec().id();
        return console.session().handOver().thenAccept(typed -> files.writeTyped(id, typed));
    }

    private OpenConsole open(
            ConsoleSpec spec, int attempt, ConsolePage page, boolean fresh, Optional<FormerPty> former) {
        ConsoleId id = spec.id();
        EventLoop loop = loops.get(Math.floorMod(id.hashCode(), loops.size()));
        Map<LogKind, Path> logFiles = logs.files(spec, attempt);
        Optional<StreamRecovery> recovery =
                page.isResumed() ? Optional.of(StreamRecovery.of(id, page, logFiles)) : Optional.empty();
        StreamOrigin stream = stream(id, page, recovery);
        UnixListener clientListener = places.listenForClients(id);
        GuestSide guest = guestOrNoListener(spec, loop, fresh, former, stream, clientListener);
        List<OpenLog> openLogs = openLogs(spec, page, logFiles, recovery);
        ConsoleSession session = new ConsoleSession(
                id,
                loop,
                guest,
                clientListener,
                clientSettings(spec, page, openLogs, recovery),
                writeSettings(spec, openLogs),
                stream);
        OpenConsole console = start(spec, session, openLogs, clientListener.path());
        report(console, attempt);
        return console;
    }

    /** Returns where the console's stream begins, or where it is resumed. */
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
            return guests.make(spec, loop, fresh, former, stream);
        } catch (ConteeException e) {
            stream.kept().removeListener(clientListener.path());
            clientListener.close();
            throw e;
        }
    }

    /** Opens the logs, completes them after another process, and has their progress recorded in the page. */
    private List<OpenLog> openLogs(
            ConsoleSpec spec, ConsolePage page, Map<LogKind, Path> logFiles, Optional<StreamRecovery> recovery) {
        List<OpenLog> open = logs.open(spec, logFiles);
        recovery.ifPresent(known -> known.complete(open));
        open.forEach(log -> log.sink().note(new PageMarks(page, log.kind())));
        return open;
    }

    private ClientSettings clientSettings(
            ConsoleSpec spec, ConsolePage page, List<OpenLog> openLogs, Optional<StreamRecovery> recovery) {
        Scrollback scrollback = new Scrollback(
                spec.id(),
                openLogs.stream()
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

    private WriteSettings writeSettings(ConsoleSpec spec, List<OpenLog> openLogs) {
        return new WriteSettings(
                openLogs.stream().map(OpenLog::sink).toList(),
                spec.holdLimit(settings.loss().overflow()),
                settings.logs().partialLine());
    }

    private static OpenConsole start(
            ConsoleSpec spec, ConsoleSession session, List<OpenLog> openLogs, Path clientSocket) {
        CompletableFuture<Void> started = session.start();
        session.locate(spec.place());
        return new OpenConsole(spec, session, started, openLogs, clientSocket);
    }

    private void report(OpenConsole console, int attempt) {
        ConsoleSpec spec = console.spec();
        journal.serves(
                new ServedConsole(spec.id(), spec.order(), spec.pod(), console.path(LogKind.POD), logs.rawLog(spec)));
        LOG.info("{}: serving {}, attempt {}", spec.id(), described(spec.place()), attempt);
    }

    private static String described(GuestPlace place) {
        if (place instanceof GuestPlace.Pty pty) {
            return "what virtlogd writes to " + pty.log();
        }
        return "at "
                + (place instanceof GuestPlace.SharedSocket other ? other.path() : ((GuestPlace.Socket) place).path());
    }
}
