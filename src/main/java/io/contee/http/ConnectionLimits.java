package io.contee.http;

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
 */
final class ConnectionLimits extends Handler.Wrapper implements Connection.Listener {

    private static final long CHECK_MILLIS = 500;

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
        private boolean answering;
        private long bytesBefore;
        private boolean headBegun;
        private long headSince;

        State(Object peer, long number) {
            this.peer = peer;
            this.number = number;
        }
    }

    private final Bounds bounds;
    private final Scheduler scheduler;
    private final LongSupplier nanoClock;
    private final Map<Connection, State> connections = new HashMap<>();
    private long opened;

    /** @param scheduler is started before this is */
    ConnectionLimits(Handler answering, Bounds bounds, Scheduler scheduler, LongSupplier nanoClock) {
        super(answering);
        this.bounds = bounds;
        this.scheduler = scheduler;
        this.nanoClock = nanoClock;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        scheduler.schedule(this::check, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void check() {
        if (isRunning()) {
            closeLate();
            scheduler.schedule(this::check, CHECK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void onOpened(Connection connection) {
        if (connection instanceof ConnectionMetaData) { // not a WebSocket, which an HTTP connection has become
            admit(connection).ifPresent(ConnectionLimits::close);
        }
    }

    /** Adds a connection, and returns the one to close for it, which does not count from now on. */
    private synchronized Optional<Connection> admit(Connection connection) {
        connections.put(connection, new State(peer(connection), opened++));
        Optional<Connection> excess = excess(connection, peer(connection));
        excess.ifPresent(connections::remove);
        return excess;
    }

    private Optional<Connection> excess(Connection connection, Object peer) {
        Predicate<State> samePeer = state -> state.peer.equals(peer);
        if (connections.values().stream().filter(samePeer).count() > bounds.ofPeer()) {
            return Optional.of(longestWaiting(samePeer).orElse(connection));
        }
        return connections.size() > bounds.all()
                ? Optional.of(longestWaiting(state -> true).orElse(connection))
                : Optional.empty();
    }

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
        connections.remove(connection);
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
        setAnswering(connection, true);
        Request.addCompletionListener(request, failure -> setAnswering(connection, false));
        return super.handle(request, response, callback);
    }

    private synchronized void setAnswering(Connection connection, boolean answering) {
        State state = connections.get(connection);
        if (state != null) {
            state.answering = answering;
            state.headBegun = false;
            state.bytesBefore = connection.getBytesIn();
        }
    }
}
