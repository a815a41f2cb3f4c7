package io.contee.libvirt;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to one libvirt open: opens it in a separate thread, watches it, and opens it again with back-off
 * when it has ended. Any thread may ask for the connection.
 */
final class ConnectionKeeper implements AutoCloseable {

    /** Uses a connection that was just opened, on the keeper's thread. */
    @FunctionalInterface
    interface Opened {
        void use(EventConnection connect) throws LibvirtException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionKeeper.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);

    /** The longest time that a caller waits for the first attempt to connect, which lasts about a second. */
    private static final Duration FIRST_ATTEMPT_LIMIT = Duration.ofSeconds(10);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final Duration ALIVE_CHECK = Duration.ofSeconds(1);
    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int KEEP_ALIVE_COUNT = 3;

    private final String uri;

    @GuardedBy("monitor")
    private @Nullable Thread thread;

    private final Object monitor = new Object();
    private final CountDownLatch firstAttempt = new CountDownLatch(1);

    @GuardedBy("monitor")
    private @Nullable Connect connect;

    @GuardedBy("monitor")
    private String lastFailure = "it was not tried yet";

    @GuardedBy("monitor")
    private boolean closed;

    ConnectionKeeper(String uri) {
        this.uri = uri;
    }

    /** Starts to connect; called once. */
    void start(Opened opened) {
        Thread starting = DaemonThread.of("contee-libvirt", () -> run(opened));
        synchronized (monitor) {
            thread = starting;
        }
        starting.start();
    }

    private void run(Opened opened) {
        Duration retry = FIRST_RETRY;
        while (true) {
            try {
                connect(opened);
                retry = FIRST_RETRY;
                awaitEnd();
            } catch (LibvirtException e) {
                failed(ConteeException.reason(e));
            } catch (LinkageError e) {
                failed(
                        "its client library is not installed (Debian: package libvirt0); without it contee serves what the hook "
                                + "reports");
                LOG.debug("loading libvirt's client library", e);
                return;
            } catch (RuntimeException e) {
                LOG.error("a fault in the connection to libvirt at {}", uri, e);
            }
            disconnect();
            if (!pause(retry)) {
                return;
            }
            retry = retry.multipliedBy(2).compareTo(LAST_RETRY) < 0 ? retry.multipliedBy(2) : LAST_RETRY;
        }
    }

    private void connect(Opened opened) throws LibvirtException {
        LibvirtEvents.start();
        EventConnection fresh = new EventConnection(uri);
        synchronized (monitor) {
            connect = fresh;
        }
        firstAttempt.countDown();
        fresh.setKeepAlive(KEEP_ALIVE_SECONDS, KEEP_ALIVE_COUNT);
        LOG.info("connected to libvirt at {}", uri);
        opened.use(fresh);
    }

    private void awaitEnd() throws LibvirtException {
        while (pause(ALIVE_CHECK)) {
            if (!isAlive()) {
                LOG.warn("the connection to libvirt at {} has ended; opening it again", uri);
                synchronized (monitor) {
                    lastFailure = "it has ended, and is being opened again";
                }
                return;
            }
        }
    }

    private boolean isAlive() throws LibvirtException {
        Connect current = current();
        return current != null && current.isAlive();
    }

    /** Returns whether there is a connection, and nothing is known to be wrong with it. */
    boolean isConnected() {
        try {
            return isAlive();
        } catch (LibvirtException e) {
            return false;
        }
    }

    /** Returns why a connection is missing; empty if there is one, without a known fault. */
    Optional<String> fault() {
        if (isConnected()) {
            return Optional.empty();
        }
        synchronized (monitor) {
            return Optional.of(noConnection());
        }
    }

    @GuardedBy("monitor")
    private String noConnection() {
        return "no connection to libvirt at " + uri + ": " + lastFailure + ": check that libvirtd runs";
    }

    /** Waits, and returns whether the connection is still wanted. */
    private boolean pause(Duration time) {
        synchronized (monitor) {
            long end = System.nanoTime() + time.toNanos();
            while (!closed) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return true;
                }
                try {
                    monitor.wait(left);
                } catch (InterruptedException e) {
                    return false;
                }
            }
            return false;
        }
    }

    private void failed(String reason) {
        synchronized (monitor) {
            if (!reason.equals(lastFailure)) {
                LOG.warn("cannot connect to libvirt at {}: {}", uri, reason);
            }
            lastFailure = reason;
        }
        firstAttempt.countDown();
    }

    private void disconnect() {
        Connect ended;
        synchronized (monitor) {
            ended = connect;
            connect = null;
        }
        if (ended != null) {
            try {
                ended.close();
            } catch (LibvirtException e) {
                LOG.debug("closing the connection to libvirt: {}", e.getMessage());
            }
        }
    }

    private @Nullable Connect current() {
        synchronized (monitor) {
            return connect;
        }
    }

    /**
     * The connection.
     *
     * @param what the purpose, for the message
     * @throws ConteeException if there is none now
     */
    Connect connection(String what) {
        try {
            if (!firstAttempt.await(FIRST_ATTEMPT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("libvirt at {} has not answered yet", uri);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (monitor) {
            if (connect == null) {
                throw new ConteeException(ConteeException.Kind.UNAVAILABLE, "cannot " + what + ": " + noConnection());
            }
            return connect;
        }
    }

    @Override
    public void close() {
        Thread ending;
        synchronized (monitor) {
            closed = true;
            monitor.notifyAll();
            ending = thread;
        }
        firstAttempt.countDown();
        try {
            if (ending != null) {
                ending.join(CLOSE_LIMIT.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        disconnect();
    }
}
