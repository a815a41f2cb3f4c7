package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainJournal;
import io.contee.model.Layout.SpoolDir;
import io.contee.net.EventLoop;
import io.contee.net.UnixListener;
import io.contee.virtlog.PositionFile;
import io.contee.virtlog.SpoolWriters;
import io.contee.virtlog.VirtlogdFollower;
import io.contee.virtlog.VirtlogdLog;
import io.contee.virtlog.VirtlogdLog.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the guests' sides of consoles, each for the place where its guest is. Apart from {@link ConsoleOpener}, for
 * which all places are the same. Any thread may call it.
 */
final class GuestSides {

    private static final Logger LOG = LoggerFactory.getLogger(GuestSides.class);

    private final BrokerSettings settings;
    private final DomainJournal journal;
    private final SocketPlaces places;
    private final SpoolWriters spoolWriters = new SpoolWriters(System::nanoTime);
    private final Optional<SharedSocket> shared;

    /** @param loop serves the shared socket */
    GuestSides(BrokerSettings settings, DomainJournal journal, SocketPlaces places, EventLoop loop) {
        this.settings = settings;
        this.journal = journal;
        this.places = places;
        this.shared = settings.guests()
                .streamerSocket()
                .map(socket -> places.listenForMany(socket, settings.processes(), loop));
    }

    /**
     * Makes the guest's side of a console.
     *
     * @param fresh whether its guest is being started now
     * @param former the pty that the guest is being adopted from
     * @throws ConteeException if its socket cannot be made
     */
    GuestSide make(ConsoleSpec spec, EventLoop loop, boolean fresh, Optional<FormerPty> former, StreamOrigin stream) {
        if (spec.place() instanceof GuestPlace.Pty pty) {
            return atPty(spec.id(), pty, loop, fresh, stream);
        } else if (spec.place() instanceof GuestPlace.SharedSocket) {
            return atSharedSocket(spec, loop, stream);
        }
        return atSocket(spec, loop, former, stream);
    }

    private GuestSide atPty(ConsoleId id, GuestPlace.Pty place, EventLoop loop, boolean fresh, StreamOrigin stream) {
        PositionFile position = new PositionFile(positionFile(id));
        Start start = start(place, fresh, position);
        return new PtyGuest(
                id,
                loop,
                stream,
                new ConsoleJournal(journal, id),
                listener -> new VirtlogdFollower(
                        id,
                        loop,
                        place.log(),
                        start,
                        position,
                        !fresh,
                        spoolWriters::isWritten,
                        place.spool(),
                        listener));
    }

    /** Returns where to begin reading virtlogd's log, and removes what another domain has written there. */
    private static Start start(GuestPlace.Pty place, boolean fresh, PositionFile position) {
        Optional<String> foreign = fresh ? ForeignOutput.writer(place.log()) : Optional.empty();
        if (foreign.isPresent()) {
            ForeignOutput.clear(place.log());
            return new VirtlogdLog.End();
        }
        return position.load()
                .map(known -> (Start) known)
                .orElseGet(() -> place.spool() ? new VirtlogdLog.Oldest() : new VirtlogdLog.End());
    }

    private GuestSide atSharedSocket(ConsoleSpec spec, EventLoop loop, StreamOrigin stream) {
        SharedSocket socket = shared.orElseThrow(() ->
                new ConteeException(spec.id() + " is at Virtlet's socket, which is not served: set streamerSocket"));
        return new SocketGuest(spec.id(), loop, socket, spec.device(), stream);
    }

    private GuestSide atSocket(ConsoleSpec spec, EventLoop loop, Optional<FormerPty> former, StreamOrigin stream) {
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
        if (!(spec.place() instanceof GuestPlace.Pty pty)) {
            return false;
        }
        Optional<String> foreign = ForeignOutput.writer(pty.log());
        if (foreign.isPresent()) {
            LOG.warn(
                    "{}: what virtlogd wrote for it while contee did not look is left out of its logs, as the XML of domain"
                            + " {} had the same log: if 'contee doctor' lists that domain, correct it",
                    spec.id(),
                    foreign.get());
            return false;
        }
        return Files.exists(pty.log()) && (pty.spool() || Files.exists(positionFile(spec.id())));
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
    CompletableFuture<Void> handOver() {
        return shared.map(SharedSocket::handOver).orElseGet(() -> CompletableFuture.completedFuture(null));
    }
}
