package io.contee.http;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.net.ClientSlots;
import io.contee.net.ClientSlots.Slot;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpHeaderValue;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Limits the connections of a port: their number, the number of one peer, and the time for the head of a request from
 * its first byte on. Above a limit the connection that has waited longest for a request is closed. Jetty itself bounds
 * only the silence between two bytes: a byte now and then would hold a connection, and its descriptor, for ever. Any
 * thread may call it.
 *
 * <p>Each connection holds a slot of {@link ClientSlots}. If none is left, {@value #SHORT_ONLY} more connections are
 * accepted, for libvirt's hook above all: they are closed after one request, and {@link #shortOnly} says that nothing
 * that lasts may be begun on them.
 */
final class ConnectionLimits extends Handler.Wrapper implements Connection.Listener {

    /** The highest number of connections without a slot. */
    static final int SHORT_ONLY = 8;

    private static final long CHECK_MILLIS = 500;

    /** The attribute of a request on a connection without a slot: the reason. */
    private static final String NO_SLOT = ConnectionLimits.class.getName() + ".noSlot";

    /**
     * The limits.
     *
     * @param all the highest number of connections
     * @param ofPeer the highest number of connections of one address; those of a unix socket have the same address
     * @param head the longest time for a request's head
     */
    record Bounds(int all, int ofPeer, Duration head) {}

    private static final class State {
        private final Object peer;
        private final long number;
        private final Optional<Slot> slot;
        private boolean answering;
        private long bytesBefore;
        private boolean headBegun;
        private long headSince;

        State(Object peer, long number, Optional<Slot> slot) {
            this.peer = peer;
            this.number = number;
            this.slot = slot;
        }
    }

    private final Bounds bounds;
    private final Supplier<ClientSlots> slots;
    private final Scheduler scheduler;
    private final LongSupplier nanoClock;

    @GuardedBy("this")
    private final Map<Connection, State> connections = new HashMap<>();

    @GuardedBy("this")
    private final Map<Connection, Slot> webSockets = new HashMap<>();

    @GuardedBy("this")
    private long opened;

    @GuardedBy("this")
    private boolean checking;

    /**
     * Limits the connections of the connector that it is a bean of.
     *
     * @param slots returns the descriptors that clients may hold, once there are connections
     * @param scheduler is started before this is
     */
    ConnectionLimits(
            Handler answering,
            Bounds bounds,
            Supplier<ClientSlots> slots,
            Scheduler scheduler,
            LongSupplier nanoClock) {
        super(answering);
        this.bounds = bounds;
        this.slots = slots;
        this.scheduler = scheduler;
        this.nanoClock = nanoClock;
    }

    /** Checks the connections from now on, until none is left: a server without connections does not wake. */
    private synchronized void startChecks() {
        if (!checking) {
            checking = true;
            scheduler.schedule(this::check, CHECK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void check() {
        closeLate();
        synchronized (this) {
            checking = false;
            if (isRunning() && !connections.isEmpty()) {
                startChecks();
            }
        }
    }

    /** Returns whether the connections are being checked. */
    synchronized boolean isChecking() {
        return checking;
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) {
            admit(connection).ifPresent(ConnectionLimits::close);
            startChecks();
        } else {
            upgraded(connection);
        }
    }

    /** Adds the WebSocket that an HTTP connection has become; its slot was closed with that. */
    private synchronized void upgraded(Connection connection) {
        webSockets.put(connection, slots.get().reserveAnyway(1));
    }

    /** Adds a connection, and returns the one to close for it, which does not count from now on. */
    private synchronized Optional<Connection> admit(Connection connection) {
        State added = new State(peer(connection), opened++, slots.get().reserve(1));
        connections.put(connection, added);
        Optional<Connection> excess = excess(connection, added);
        if (excess.isPresent()) {
            remove(excess.get());
        }
        return excess;
    }

    @GuardedBy("this")
    private void remove(Connection connection) {
        Optional.ofNullable(connections.remove(connection))
                .flatMap(state -> state.slot)
                .ifPresent(Slot::close);
    }

    @GuardedBy("this")
    private Optional<Connection> excess(Connection connection, State added) {
        Predicate<State> samePeer = state -> state.peer.equals(added.peer);
        if (connections.values().stream().filter(samePeer).count() > bounds.ofPeer()) {
            return Optional.of(longestWaiting(samePeer).orElse(connection));
        }
        if (connections.size() > bounds.all()) {
            return Optional.of(longestWaiting(state -> true).orElse(connection));
        }
        Predicate<State> withoutSlot = state -> state.slot.isEmpty();
        return withoutSlot.test(added)
                        && connections.values().stream().filter(withoutSlot).count() > SHORT_ONLY
                ? Optional.of(longestWaiting(withoutSlot).orElse(connection))
                : Optional.empty();
    }

    @GuardedBy("this")
    private Optional<Connection> longestWaiting(Predicate<State> candidates) {
        return connections.entrySet().stream()
                .filter(entry -> candidates.test(entry.getValue()) && !entry.getValue().answering)
                .min(Comparator.comparingLong(entry -> entry.getValue().number))
                .map(Map.Entry::getKey);
    }

    private static Object peer(Connection connection) {
        SocketAddress address = connection.getEndPoint().getRemoteSocketAddress();
        return address instanceof InetSocketAddress internet && internet.getAddress() != null
                ? internet.getAddress()
                : "";
    }

    @Override
    public synchronized void onClosed(Connection connection) {
        remove(connection);
        Optional.ofNullable(webSockets.remove(connection)).ifPresent(Slot::close);
    }

    /** Closes the connections whose request's head is overdue. */
    void closeLate() {
        late().forEach(ConnectionLimits::close);
    }

    private synchronized List<Connection> late() {
        long now = nanoClock.getAsLong();
        return connections.entrySet().stream()
                .filter(entry -> isLate(entry.getKey(), entry.getValue(), now))
                .map(Map.Entry::getKey)
                .toList();
    }

    private boolean isLate(Connection connection, State state, long now) {
        if (state.answering || connection.getBytesIn() == state.bytesBefore) {
            return false;
        }
        if (!state.headBegun) {
            state.headBegun = true;
            state.headSince = now;
        }
        return now - state.headSince > bounds.head().toNanos();
    }

    private static void close(Connection connection) {
        connection.getEndPoint().close();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Connection connection = request.getConnectionMetaData().getConnection();
        if (!setAnswering(connection, true)) {
            request.setAttribute(NO_SLOT, slots.get().reason());
            response.getHeaders().put(HttpHeader.CONNECTION, HttpHeaderValue.CLOSE.asString());
        }
        Request.addCompletionListener(request, failure -> setAnswering(connection, false));
        return super.handle(request, response, callback);
    }

    /**
     * Returns why nothing that lasts may be begun on a request's connection: it has no slot, and is closed after the
     * answer.
     */
    static Optional<String> shortOnly(Request request) {
        return Optional.ofNullable((String) request.getAttribute(NO_SLOT));
    }

    /** Returns whether the connection has a slot. */
    private synchronized boolean setAnswering(Connection connection, boolean answering) {
        State state = connections.get(connection);
        if (state != null) {
            state.answering = answering;
            state.headBegun = false;
            state.bytesBefore = connection.getBytesIn();
        }
        return state != null && state.slot.isPresent();
    }
}
