package io.contee.broker;

import io.contee.model.LeaseState;
import io.contee.model.LeaseState.Holder;
import io.contee.model.WriteAccess;
import io.contee.net.ClientSlots.Slot;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.PeerCredentials;
import io.contee.net.Registration;
import io.contee.net.Registration.Interest;
import io.contee.net.UnixConnection;
import io.contee.net.UserNames;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A client at a console's client socket: raw bytes both ways, without any further protocol. It is shown the scrollback,
 * acquires the write lease by typing, and receives contee's notices within its output, on separate lines: {@code
 * [contee: …]}. Input without the lease is read and dropped, with one notice. It releases the lease by detaching, or by
 * closing its sending side as {@code printf … | socat} does; it then still receives output.
 *
 * <p>Output that cannot be written immediately is buffered up to a limit, and skipped beyond it, with a notice of the
 * amount; so the client never holds up the guest or other clients.
 */
final class SocketClient extends ConsoleClient implements Registration.Handler {

    private final ConsoleClients clients;
    private final UnixConnection connection;
    private final EventLoop loop;
    private final Registration registration;
    private final Slot slot;
    private final Optional<KeptClient> place;
    private boolean inputEnded;
    private boolean mayType;
    private boolean hadLease;
    private boolean refusalTold;

    /**
     * @param slot the slot of its descriptor, which it closes
     * @param place its state that is kept for another process; empty if it is not kept
     */
    SocketClient(
            ConsoleClients clients,
            UnixConnection connection,
            EventLoop loop,
            Instant since,
            Slot slot,
            Optional<KeptClient> place)
            throws IOException {
        super(peer(connection.peer()), WriteAccess.TYPING, since, clients.counters());
        this.clients = clients;
        this.connection = connection;
        this.loop = loop;
        this.slot = slot;
        this.place = place;
        try {
            registration = loop.register(connection, Interest.HANGUP, this);
        } catch (IOException e) {
            slot.close();
            throw e;
        }
    }

    private static ClientPeer peer(PeerCredentials credentials) {
        return new ClientPeer(() -> UserNames.of(credentials.uid()), OptionalLong.of(credentials.pid()));
    }

    @Override
    void write(IoBuffer output) {
        loop.requireOwner();
        try {
            if (backlog().isEmpty()) {
                backlog().passed(send(output));
            }
            backlog().put(output.bytes());
            notePosition();
            updateInterest();
        } catch (IOException e) {
            clients.detach(this);
        }
    }

    private int send(IoBuffer output) throws IOException {
        return place.isPresent() && backlog().isVerbatim()
                ? place.get().send(connection, output, backlog().position())
                : connection.write(output);
    }

    private void notePosition() {
        if (!backlog().isHeld()) {
            place.ifPresent(kept -> kept.setPosition(backlog().position()));
        }
    }

    @Override
    void backlogReady() {
        loop.requireOwner();
        notePosition();
        updateInterest();
    }

    @Override
    void setMayType(boolean allowed) {
        loop.requireOwner();
        if (mayType != allowed) {
            mayType = allowed;
            updateInterest();
        }
    }

    @Override
    void leaseChanged(LeaseState lease) {
        loop.requireOwner();
        if (hadLease && lease.holder() == Holder.OTHER) {
            report(lease.describe() + " now: it was stolen from you, and you go on reading");
        } else if (refusalTold && lease.holder() == Holder.NOBODY) {
            report("nobody has the write lease any more: type to acquire it");
        }
        hadLease = lease.holder() == Holder.SELF;
        place.ifPresent(kept -> kept.setLease(hadLease));
        refusalTold &= lease.holder() == Holder.OTHER;
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean hungUp) {
        loop.requireOwner();
        try {
            if (writable && backlog().isReady()) {
                backlog().drain(this::send, loop.scratch());
                notePosition();
                updateInterest();
            }
            if (readable && mayType && !inputEnded) {
                read();
            } else if (hungUp) {
                clients.detach(this);
            }
        } catch (IOException e) {
            clients.detach(this);
        }
    }

    private void read() throws IOException {
        IoBuffer input = loop.scratch();
        input.bytes().clear().limit(INPUT_BYTES);
        int count = connection.read(input);
        if (count == UnixConnection.END) {
            inputEnded = true;
            clients.releaseLease(this);
            updateInterest();
        } else if (count != UnixConnection.WOULD_BLOCK
                && !clients.type(this, input.bytes().flip())
                && !refusalTold) {
            refusalTold = true;
            report("what you type is dropped: " + clients.leaseOf(this).describe() + ", see 'contee who'");
        }
    }

    private void updateInterest() {
        boolean read = mayType && !inputEnded;
        boolean write = backlog().isReady();
        registration.setInterest(
                read ? (write ? Interest.READ_WRITE : Interest.READ) : (write ? Interest.WRITE : Interest.HANGUP));
    }

    @Override
    public void failed(Throwable fault) {
        loop.requireOwner();
        clients.detach(this);
    }

    @Override
    void detached() {
        loop.requireOwner();
        registration.cancel();
        place.ifPresent(KeptClient::remove);
        connection.close();
        slot.close();
    }

    @Override
    void handOver() {
        loop.requireOwner();
        if (place.isPresent()) {
            registration.cancel();
            slot.close();
        } else {
            detached();
        }
    }
}
