package io.contee.broker;

import io.contee.net.EventLoop;
import io.contee.net.Registration;
import io.contee.net.Registration.Interest;
import io.contee.net.UnixConnection;
import io.contee.net.UnixListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts the connections to one socket of a console. The session's loop calls it. */
final class ConsoleAcceptor implements GuestDoor, Registration.Handler {

    /** The receiver of connections, which closes those that it accepts. */
    @FunctionalInterface
    interface Receiver {
        /**
         * Handles a connection.
         *
         * @throws RefusedException if it is refused; the caller then closes it, as after any failure
         */
        void receive(UnixConnection connection) throws IOException, RefusedException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleAcceptor.class);
    private static final int CONNECTIONS_PER_TURN = 16;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final EventLoop loop;
    private final UnixListener listener;
    private final Receiver receiver;
    private final KeptConsole kept;
    private final Refusals refusals = new Refusals(System::nanoTime);
    private @Nullable Registration registration;

    /** @param kept holds the listener's descriptor */
    ConsoleAcceptor(EventLoop loop, UnixListener listener, Receiver receiver, KeptConsole kept) {
        this.loop = loop;
        this.listener = listener;
        this.receiver = receiver;
        this.kept = kept;
    }

    /** Returns the path of the socket. */
    Path path() {
        return listener.path();
    }

    @Override
    public void start() {
        loop.requireOwner();
        try {
            registration = loop.register(listener, this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean hungUp) {
        loop.requireOwner();
        acceptPending();
    }

    @Override
    public void acceptPending() {
        loop.requireOwner();
        refusals.begin();
        for (int i = 0; i < CONNECTIONS_PER_TURN && accept(); i++) {}
        if (!refusals.pause().isZero()) {
            pause(refusals.pause());
        }
    }

    private boolean accept() {
        Optional<UnixConnection> connection;
        try {
            connection = listener.accept();
        } catch (IOException e) {
            // For example, no descriptor is left: the connection waits in the kernel, and would be reported repeatedly.
            LOG.warn("{}; trying again in {} s", e.getMessage(), PAUSE_AFTER_FAILURE.toSeconds());
            pause(PAUSE_AFTER_FAILURE);
            return false;
        }
        connection.ifPresent(this::hand);
        return connection.isPresent();
    }

    private void hand(UnixConnection connection) {
        try {
            receiver.receive(connection);
        } catch (IOException e) {
            LOG.warn("dropped a connection to {}: {}", listener.path(), e.getMessage());
            connection.close();
        } catch (RefusedException e) {
            refusals.add(LOG, e.getMessage());
            connection.close();
        }
    }

    private void pause(Duration pause) {
        Registration paused = registration;
        if (paused != null) {
            paused.setInterest(Interest.NONE);
            loop.schedule(pause, () -> paused.setInterest(Interest.READ));
        }
    }

    @Override
    public void failed(Throwable fault) {
        loop.requireOwner();
        LOG.error("{} accepts no more connections", listener.path());
    }

    @Override
    public void close() {
        loop.requireOwner();
        handOver();
        kept.removeListener(listener.path());
        listener.close();
    }

    @Override
    public void handOver() {
        loop.requireOwner();
        if (registration != null) {
            registration.cancel();
        }
    }
}
