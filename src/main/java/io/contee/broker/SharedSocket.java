package io.contee.broker;

import io.contee.broker.ConsoleAcceptor.Receiver;
import io.contee.model.ConsoleId;
import io.contee.net.EventLoop;
import io.contee.net.PeerCredentials;
import io.contee.net.Processes;
import io.contee.net.UnixConnection;
import io.contee.net.UnixListener;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One socket that the QEMUs of many domains connect to, Virtlet's. The domain of a connection is derived from the
 * peer's process: its command line has the domain's UUID, and libvirt's pid file of that domain, which only libvirt
 * writes, must have its process id. A process could change its own command line, but not that file. A connection that
 * arrives before its domain is known waits, unread, for a while.
 *
 * <p>libvirt changes the owner of the socket's file whenever one of these domains starts or stops. So everybody may
 * connect, and the peer's user and process decide whether the connection is accepted.
 *
 * <p>Its own loop calls it, except for the doors of consoles, which belong to the loops of their sessions.
 */
final class SharedSocket {

    /** Permission bits of the socket. */
    static final int MODE = 0666;

    /**
     * The limits of waiting connections, per process and in total: more than any guest has consoles, but not all
     * descriptors.
     */
    private static final int MAX_WAITING_OF_PROCESS = 16;

    private static final int MAX_WAITING = 256;
    private static final Duration WAIT_LIMIT = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(SharedSocket.class);

    private final EventLoop loop;
    private final IntPredicate guestUids;
    private final GuestProcesses guests;
    private final ConsoleAcceptor acceptor;
    private final List<Door> doors = new ArrayList<>();
    private final List<Waiting> waiting = new ArrayList<>();

    private record Waiting(UnixConnection connection, int pid, Optional<UUID> domain) {}

    /**
     * Makes the socket and begins to accept connections.
     *
     * @param guestUids the user ids that guests may have
     * @param guests identifies the processes of guests
     * @param kept holds the listener's descriptor
     */
    SharedSocket(
            EventLoop loop, UnixListener listener, IntPredicate guestUids, GuestProcesses guests, KeptConsole kept) {
        this.loop = loop;
        this.guestUids = guestUids;
        this.guests = guests;
        this.acceptor = new ConsoleAcceptor(loop, listener, this::connected, kept);
        loop.execute(acceptor::start);
    }

    /** The source of one console's connections at this socket. */
    private final class Door implements GuestDoor {

        private final ConsoleId id;
        private final EventLoop session;
        private final Receiver receiver;
        private final BooleanSupplier taken;

        Door(ConsoleId id, EventLoop session, Receiver receiver, BooleanSupplier taken) {
            this.id = id;
            this.session = session;
            this.receiver = receiver;
            this.taken = taken;
        }

        @Override
        public void start() {
            loop.execute(() -> {
                doors.add(this);
                List<Waiting> all = List.copyOf(waiting);
                waiting.clear();
                all.forEach(SharedSocket.this::deliver);
            });
        }

        @Override
        public void acceptPending() {}

        @Override
        public void close() {
            loop.execute(() -> doors.remove(this));
        }

        @Override
        public void handOver() {
            close();
        }

        /** Delivers a connection to the first of some doors that has none. */
        void offer(Waiting connection, List<Door> others) {
            session.execute(() -> {
                if (!taken.getAsBoolean()) {
                    hand(connection.connection());
                } else if (others.isEmpty()) {
                    LOG.warn("{}: refused process {} as the guest: one is connected", id, connection.pid());
                    connection.connection().close();
                } else {
                    others.get(0).offer(connection, others.subList(1, others.size()));
                }
            });
        }

        private void hand(UnixConnection connection) {
            try {
                receiver.receive(connection);
            } catch (IOException | RefusedException e) {
                LOG.warn("{}: dropped a connection: {}", id, e.getMessage());
                connection.close();
            }
        }
    }

    /**
     * Makes the door of a console. A domain with several consoles gets its connections in the order of their arrival.
     *
     * @param taken whether the console has a connection
     */
    GuestDoor door(ConsoleId id, EventLoop session, Receiver receiver, BooleanSupplier taken) {
        return new Door(id, session, receiver, taken);
    }

    private void connected(UnixConnection connection) throws IOException, RefusedException {
        PeerCredentials peer = connection.peer();
        String refused = "refused process " + peer.pid() + " of user " + peer.uid() + " at Virtlet's socket";
        if (!guestUids.test(peer.uid())) {
            throw new RefusedException(refused);
        }
        Waiting arrived = new Waiting(connection, peer.pid(), claimedDomain(peer.pid()));
        if (waiting.size() >= MAX_WAITING || waitingOf(peer.pid()) >= MAX_WAITING_OF_PROCESS) {
            throw new RefusedException(refused + ": too many of its connections, or of all, wait for their domain");
        }
        deliver(arrived);
        if (waiting.contains(arrived)) {
            loop.schedule(WAIT_LIMIT, () -> giveUp(arrived));
        }
    }

    private long waitingOf(int pid) {
        return waiting.stream().filter(connection -> connection.pid() == pid).count();
    }

    private void giveUp(Waiting connection) {
        if (waiting.remove(connection)) {
            LOG.warn(
                    "refused process {} at Virtlet's socket: it is the QEMU of no domain whose console connects there,"
                            + " as far as libvirt's pid files and its XML tell",
                    connection.pid());
            connection.connection().close();
        }
    }

    private void deliver(Waiting connection) {
        List<Door> its = doors.stream()
                .filter(door ->
                        connection.domain().equals(Optional.of(door.id.domain().uuid())))
                .filter(door -> guests.has(connection.pid(), door.id.domain()))
                .toList();
        if (its.isEmpty()) {
            waiting.add(connection);
        } else {
            its.get(0).offer(connection, its.subList(1, its.size()));
        }
    }

    /** Returns the domain that a QEMU was started for, according to its command line. */
    private static Optional<UUID> claimedDomain(int pid) {
        List<String> arguments = Processes.commandLine(pid);
        int option = arguments.indexOf("-uuid");
        if (option < 0 || option + 1 == arguments.size()) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(arguments.get(option + 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Closes the socket; the connections of consoles stay open.
     *
     * @return completes when the socket is closed
     */
    CompletableFuture<Void> close() {
        return end(acceptor::close);
    }

    /** Stops accepting connections, and leaves the socket to another process. */
    CompletableFuture<Void> handOver() {
        return end(acceptor::handOver);
    }

    private CompletableFuture<Void> end(Runnable ending) {
        return CompletableFuture.runAsync(
                () -> {
                    ending.run();
                    waiting.forEach(connection -> connection.connection().close());
                    waiting.clear();
                },
                loop);
    }
}
