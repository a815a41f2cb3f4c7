package io.contee.broker;

import io.contee.model.AttachOptions;
import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.LeaseState;
import io.contee.model.Replay;
import io.contee.model.Replay.Kind;
import io.contee.model.WriteAccess;
import io.contee.net.ClientSlots.Slot;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.UnixConnection;
import io.contee.net.UnixListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * The clients of one console: accepts their connections, passes guest output on to each, and input of the one that
 * holds the write lease to the guest. The session's loop calls it unless noted otherwise.
 */
final class ConsoleClients {

    /** The limit of clients: each may use some 100 KiB of the kernel's memory, and more than 256 KiB of contee's. */
    static final int MAX_CLIENTS = 100;

    private static final String TOO_MANY = MAX_CLIENTS + " clients are attached already: let one of them detach";

    private final EventLoop loop;
    private final GuestInput guest;
    private final ClientSettings settings;
    private final ConsoleCounters counters;
    private final ConsoleAcceptor acceptor;
    private final WriteLease lease;
    private final ConsolePage page;
    private final KeptConsole kept;
    private final List<ConsoleClient> clients = new ArrayList<>();

    /** The clients that have typed. */
    private final Set<ConsoleClient> writers = new HashSet<>();

    private final ClientReplays replays;
    private boolean mayType;
    private boolean closed;

    /** The number of bytes of the stream that were passed on. */
    private long position;

    ConsoleClients(
            EventLoop loop,
            UnixListener listener,
            GuestInput guest,
            ClientSettings settings,
            StreamOrigin stream,
            ConsoleCounters counters) {
        this.loop = loop;
        this.guest = guest;
        this.settings = settings;
        this.counters = counters;
        this.page = stream.page();
        this.kept = stream.kept();
        this.acceptor = new ConsoleAcceptor(loop, listener, this::connected, kept);
        this.position = stream.position();
        this.lease = new WriteLease(settings.shared());
        this.replays = new ClientReplays(settings.scrollback(), page);
    }

    /** Resumes the clients of an earlier process, and begins to accept connections. */
    void start() {
        loop.requireOwner();
        if (page.isResumed()) {
            page.clients().forEach(this::resume);
        }
        acceptor.start();
    }

    private void resume(ConsolePage.Client place) {
        long got = place.position();
        boolean hadLease = place.hasLease();
        Optional<UnixConnection> connection = kept.restoreClient(place.number());
        if (connection.isEmpty()) {
            place.remove();
            return;
        }
        try {
            SocketClient client = new SocketClient(
                    this,
                    connection.get(),
                    loop,
                    Instant.ofEpochMilli(place.sinceMillis()),
                    settings.slots().reserveAnyway(1),
                    Optional.of(new KeptClient(place, kept)));
            join(
                    client,
                    got == ConsolePage.Client.NOTHING_SHOWN
                            ? AttachOptions.DEFAULTS.replay()
                            : Replay.missedSince(session(), got));
            if (hadLease) {
                acquireLease(client, false);
            }
        } catch (IOException e) {
            place.remove();
            connection.get().close();
        }
    }

    private void connected(UnixConnection connection) throws IOException, RefusedException {
        if (clients.size() >= MAX_CLIENTS) {
            throw refusal(connection, TOO_MANY);
        }
        Optional<Slot> slot = settings.slots().reserve(1);
        if (slot.isEmpty()) {
            throw refusal(connection, settings.slots().reason());
        }
        Instant now = settings.clock().instant();
        Optional<KeptClient> place = page.addClient(now.toEpochMilli()).map(client -> new KeptClient(client, kept));
        attach(new SocketClient(this, connection, loop, now, slot.get(), place), AttachOptions.DEFAULTS.replay());
        place.ifPresent(client -> client.store(connection));
    }

    /** Reports to a client why it is refused. */
    private RefusedException refusal(UnixConnection connection, String reason) throws IOException {
        IoBuffer notice = loop.scratch();
        notice.bytes()
                .clear()
                .put(("[contee: refused: " + reason + "]\r\n").getBytes(StandardCharsets.UTF_8))
                .flip();
        connection.write(notice);
        return new RefusedException("refused a client at " + acceptor.path() + ": " + reason);
    }

    /**
     * Attaches a client that is represented by a listener. Any thread may call it.
     *
     * @return fails if the console is closed or has too many clients
     */
    CompletableFuture<AttachedConsole> attach(
            ConsoleListener listener, AttachOptions options, ClientPeer peer, Executor executor) {
        return CompletableFuture.supplyAsync(
                () -> {
                    if (closed) {
                        throw new ConteeException("the console has ended");
                    } else if (clients.size() >= MAX_CLIENTS) {
                        throw new ConteeException(TOO_MANY);
                    }
                    ListenerClient client = new ListenerClient(
                            this, listener, options, peer, settings.clock().instant(), loop, executor);
                    attach(client, options.replay());
                    return client;
                },
                loop);
    }

    private void attach(ConsoleClient client, Replay replay) {
        settings.journal().attached(client.peer(), client.access().toString());
        join(client, replay);
    }

    private void join(ConsoleClient client, Replay replay) {
        if (client.access() == WriteAccess.WRITE || client.access() == WriteAccess.FORCE) {
            acquireLease(client, client.access() == WriteAccess.FORCE);
        }
        clients.add(client);
        counters.clients.set(clients.size());
        client.attached();
        client.backlog().startAt(position);
        if (replay.kind() != Kind.NONE) {
            replays.add(client, replay);
            loop.execute(guest::replaysDue);
        } else {
            client.backlogReady();
        }
        client.setMayType(mayType);
    }

    /** Returns the name of the console's session. */
    String session() {
        return page.session().toString();
    }

    int count() {
        loop.requireOwner();
        return clients.size();
    }

    ConsoleCounters counters() {
        return counters;
    }

    /** Returns the current clients. Any thread may call it, and {@link ClientPeer#user} of the results. */
    CompletableFuture<List<ClientSample>> samples() {
        return CompletableFuture.supplyAsync(
                () -> clients.stream()
                        .map(client -> new ClientSample(
                                client.peer(),
                                client.since(),
                                modeOf(client),
                                client.backlog().size()))
                        .toList(),
                loop);
    }

    /** The state of a client, which only the loop may read. */
    record ClientSample(ClientPeer peer, Instant since, String mode, long bytesBehind) {}

    /** Passes guest output on. The buffer's position does not change. */
    void write(IoBuffer output) {
        loop.requireOwner();
        long start = position;
        position += output.bytes().remaining();
        for (int i = clients.size() - 1; i >= 0; i--) {
            clients.get(i).write(output, start);
        }
    }

    /** Inserts one of contee's own notices into each client's output. */
    void report(String notice) {
        loop.requireOwner();
        for (int i = clients.size() - 1; i >= 0; i--) {
            clients.get(i).report(notice);
        }
    }

    /** Lets the clients' input through, or leaves it unread. */
    void setMayType(boolean allowed) {
        loop.requireOwner();
        mayType = allowed;
        for (int i = clients.size() - 1; i >= 0; i--) {
            clients.get(i).setMayType(allowed);
        }
    }

    /** Returns the replays that clients wait for. */
    ClientReplays replays() {
        return replays;
    }

    /** Passes on the replays that were read, if any. */
    void replaysRead() {
        loop.requireOwner();
        replays.passOn(clients);
    }

    /**
     * Handles what a client typed, while it may type.
     *
     * @return false if it does not hold the write lease: the input is dropped
     */
    boolean type(ConsoleClient client, ByteBuffer input) {
        loop.requireOwner();
        if (client.typingAsks()) {
            changed(lease.ask(client, false));
        }
        if (client.access() == WriteAccess.READ_ONLY || !lease.isHeldBy(client)) {
            return false;
        }
        changed(lease.typed(client));
        writers.add(client);
        guest.typed(input);
        return true;
    }

    /** Acquires the write lease for a client if it is free, or steals it with {@code force}. */
    void acquireLease(ConsoleClient client, boolean force) {
        loop.requireOwner();
        client.setTypingAsks(true);
        changed(client.typingAsks() && lease.ask(client, force));
    }

    /** Releases the write lease of a client, whose typing does not acquire it any more. */
    void releaseLease(ConsoleClient client) {
        loop.requireOwner();
        client.setTypingAsks(false);
        changed(lease.release(client));
    }

    LeaseState leaseOf(ConsoleClient client) {
        loop.requireOwner();
        return lease.stateFor(client);
    }

    private void changed(boolean changedHands) {
        if (changedHands) {
            for (int i = clients.size() - 1; i >= 0; i--) {
                clients.get(i).leaseChanged(leaseOf(clients.get(i)));
            }
        }
    }

    /** Returns a client's mode as {@code contee who} shows it. */
    private String modeOf(ConsoleClient client) {
        if (client.access() == WriteAccess.READ_ONLY) {
            return client.access().toString();
        }
        return lease.isHeldBy(client) ? "write" : "read";
    }

    /** Detaches a client. */
    void detach(ConsoleClient client) {
        loop.requireOwner();
        if (clients.remove(client)) {
            counters.clients.set(clients.size());
            client.detached();
            settings.journal().detached(client.peer(), client.access().toString());
            changed(lease.release(client));
            if (writers.remove(client) && writers.isEmpty()) {
                guest.writersLeft();
            }
        }
    }

    /** Hands all clients over to another process, as far as possible. */
    void handOver() {
        loop.requireOwner();
        closed = true;
        acceptor.handOver();
        List<ConsoleClient> handedOver = List.copyOf(clients);
        clients.clear();
        handedOver.forEach(ConsoleClient::handOver);
    }

    /** Stops accepting clients, and detaches all. */
    void close() {
        loop.requireOwner();
        closed = true;
        acceptor.close();
        List<ConsoleClient> gone = List.copyOf(clients);
        clients.clear();
        counters.clients.set(0);
        gone.forEach(ConsoleClient::detached);
    }
}
