package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.ImpatientDevice;
import io.contee.net.ByteQueue;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.PeerCredentials;
import io.contee.net.UnixConnection;
import io.contee.net.UnixListener;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A guest whose QEMU connects to the console's socket. The session's loop calls it. */
final class SocketGuest implements GuestSide {

    private static final Logger LOG = LoggerFactory.getLogger(SocketGuest.class);

    private final ConsoleId id;
    private final EventLoop loop;
    private final GuestCheck check;
    private final GuestDoor door;
    private final Optional<FormerPty> formerPty;
    private final Optional<ImpatientDevice> device;
    private final StreamOrigin stream;
    private @Nullable ConsoleSession session;
    private @Nullable GuestConnection connection;

    /** The pty that the guest has printed to before its connection, and that may hold output. */
    private @Nullable PtyDrain former;

    private boolean reading = true;
    private boolean finishing;
    private boolean handingOver;

    /** The number of bytes that were passed to the logs and are still in the kernel, too. */
    private int peeked;

    /**
     * Makes a guest's side that listens already; connections before its start wait in the kernel.
     *
     * @param check checks that a peer may be the guest
     * @param device its device, if that does not wait while its output is not read
     */
    SocketGuest(
            ConsoleId id,
            EventLoop loop,
            UnixListener listener,
            GuestCheck check,
            Optional<FormerPty> formerPty,
            Optional<ImpatientDevice> device,
            StreamOrigin stream) {
        this.device = device;
        this.id = id;
        this.loop = loop;
        this.check = check;
        this.door = new ConsoleAcceptor(loop, listener, this::connected, stream.kept());
        this.formerPty = formerPty;
        this.stream = stream;
    }

    /** Makes a guest's side with connections from the shared socket, which identifies the processes of guests. */
    SocketGuest(
            ConsoleId id, EventLoop loop, SharedSocket shared, Optional<ImpatientDevice> device, StreamOrigin stream) {
        this.device = device;
        this.id = id;
        this.loop = loop;
        this.check = peer -> {};
        this.door = shared.door(id, loop, this::connected, this::isConnected);
        this.formerPty = Optional.empty();
        this.stream = stream;
    }

    @Override
    public void start(ConsoleSession started) {
        loop.requireOwner();
        session = started;
        formerPty.ifPresent(this::drain);
        stream.kept().restoreGuest().ifPresent(this::resume);
        door.start();
    }

    private ConsoleSession session() {
        ConsoleSession started = session;
        if (started == null) {
            throw new IllegalStateException(id + " was not started");
        }
        return started;
    }

    private void drain(FormerPty pty) {
        try {
            PtyDrain drain = new PtyDrain(this, pty.pty(), loop);
            former = drain;
            pty.draining().complete(drain);
        } catch (IOException e) {
            pty.draining().completeExceptionally(e);
        }
    }

    /** Notes that the pty is read to its end; the caller's last act. */
    void drained(PtyDrain drain) {
        loop.requireOwner();
        if (former == drain) {
            former = null;
            setReading(reading);
            session().advance();
        }
    }

    private void resume(UnixConnection restored) {
        try {
            stream.skipRepeated(restored, loop.scratch());
            connection = new GuestConnection(this, restored, loop, device, stream);
            LOG.info("{}: guest resumed", id);
            session().guestConnected();
        } catch (IOException e) {
            LOG.warn("{}: the guest's connection cannot be resumed: {}", id, e.getMessage());
            stream.kept().removeGuest();
            restored.close();
        }
    }

    private void connected(UnixConnection accepted) throws IOException, RefusedException {
        PeerCredentials peer = accepted.peer();
        try {
            check.of(peer);
            if (accepted.hasPeerEnded()) {
                throw new ConteeException("it has ended");
            } else if (connection != null) {
                throw new ConteeException("one is connected");
            }
        } catch (ConteeException e) {
            throw new RefusedException(id + ": refused process " + peer.pid() + " of user " + peer.uid()
                    + " as the guest: " + e.getMessage());
        }
        connection = new GuestConnection(this, accepted, loop, device, stream);
        stream.kept().storeGuest(accepted);
        LOG.info("{}: guest connected, process {}", id, peer.pid());
        connection.setReading(reading && former == null);
        session().guestConnected();
        boolean again = stream.page().guest() == peer.pid();
        stream.page().setGuest(peer.pid());
        if (again) { // QEMU has discarded what the guest printed in between
            missedUnknown();
            loop.execute(session()::advance);
        }
    }

    /** Notes that output may be missing before the output that comes next. */
    void missedUnknown() {
        loop.requireOwner();
        session().missedUnknown();
    }

    @Override
    public void locate(GuestPlace place) {}

    @Override
    public boolean isConnected() {
        loop.requireOwner();
        return connection != null;
    }

    boolean isGuest(GuestConnection guest) {
        loop.requireOwner();
        return connection == guest;
    }

    /** Returns whether any client waits for the output. */
    boolean isWatched() {
        loop.requireOwner();
        return session().clients().count() > 0;
    }

    /** Handles guest output; the caller's last act. */
    void printed(IoBuffer output) {
        loop.requireOwner();
        stream.page().setReadUpTo(session().position() + output.bytes().remaining());
        session().printed(output);
    }

    /** Handles guest output that the kernel still has; the caller's last act. */
    void printedAndPeeked(IoBuffer output) {
        loop.requireOwner();
        peeked = output.bytes().remaining();
        session().printed(output);
    }

    @Override
    public void logged() {}

    @Override
    public void handled() {
        loop.requireOwner();
        GuestConnection current = connection;
        if (peeked > 0 && current != null) {
            current.skip(peeked);
            stream.page().setReadUpTo(session().position());
        }
        peeked = 0;
    }

    @Override
    public void setReading(boolean asked) {
        loop.requireOwner();
        boolean wanted = asked && !handingOver;
        reading = wanted;
        PtyDrain first = former;
        GuestConnection current = connection;
        if (first != null) {
            first.setReading(wanted);
        } else if (current != null) {
            current.setReading(wanted);
        }
    }

    @Override
    public boolean acceptsInput() {
        loop.requireOwner();
        GuestConnection current = connection;
        return current != null && current.acceptsInput();
    }

    @Override
    public int write(ByteQueue input) {
        loop.requireOwner();
        GuestConnection current = connection;
        return current == null ? 0 : current.write(input);
    }

    /** Notes that the guest accepts more input. */
    void acceptsMore() {
        loop.requireOwner();
        session().guestAcceptsInput();
    }

    @Override
    public void writersLeft() {}

    /** Closes the guest's connection, which has ended; the caller's last act. */
    void gone() {
        loop.requireOwner();
        GuestConnection gone = connection;
        if (gone != null) {
            stream.kept().removeGuest();
            gone.close();
            connection = null;
            session().guestGone();
            LOG.info("{}: guest disconnected", id);
        }
        if (finishing) {
            door.acceptPending();
        }
        session().advance();
    }

    @Override
    public void finish() {
        loop.requireOwner();
        finishing = true;
        PtyDrain first = former;
        if (first != null) {
            var unused = first.finish();
        }
        door.acceptPending();
    }

    @Override
    public void beginHandover() {
        loop.requireOwner();
        handingOver = true;
        if (former == null) {
            setReading(false);
        } else {
            finish(); // the content of the pty is not kept
        }
    }

    @Override
    public void finishNow() {
        loop.requireOwner();
        finish();
        new LastTurns(loop, this, session()).start();
    }

    /** Returns whether the pty of the guest is still being read. */
    boolean isDraining() {
        loop.requireOwner();
        return former != null;
    }

    /** Ends the reading of the pty, whatever that may still hold; the caller's last act. */
    void endDraining() {
        loop.requireOwner();
        PtyDrain first = former;
        if (first != null) {
            first.end();
        }
    }

    /** Reads what is still there, for one turn, and ends the connection if there is nothing; the caller's last act. */
    void lastTurn() {
        loop.requireOwner();
        GuestConnection current = connection;
        if (current != null) {
            current.lastTurn();
        }
    }

    @Override
    public void giveUp() {
        loop.requireOwner();
        endDraining();
        if (connection != null) {
            LOG.warn("{}: released, but a process still holds its connection; closing it", id);
            gone();
        }
    }

    @Override
    public boolean hasEnded() {
        loop.requireOwner();
        return (connection == null || handingOver) && former == null;
    }

    @Override
    public void close() {
        loop.requireOwner();
        door.close();
    }

    @Override
    public void handOver() {
        loop.requireOwner();
        door.handOver();
        if (connection != null) {
            connection.handOver();
        }
    }
}
