package io.contee.daemon;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.config.ConteeConfig;
import io.contee.http.ControlServer;
import io.contee.manager.Contee;
import io.contee.manager.Handover;
import io.contee.manager.ReplacementProcess;
import io.contee.manager.Succession;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.net.ServiceManager;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daemon of {@code contee serve}, from its start until a signal or a handover to another process stops it.
 * Any thread may call it.
 */
public final class Daemon implements Handover.Owner {

    /** The time limit for the next process to start. */
    private static final Duration START_LIMIT = Duration.ofSeconds(50);

    /** The time limit for answering the requests that are under way at a handover. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);

    /** The interval between attempts to open a port that another process, such as the previous daemon, has open. */
    private static final Duration PORT_RETRY = Duration.ofSeconds(10);

    /** The option of {@code contee serve} that replaces the running daemon. */
    public static final String TAKE_OVER = "--take-over";

    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final ConteeConfig config;
    private final Optional<ServiceManager> manager;
    private final List<String> arguments;

    @GuardedBy("this")
    private @Nullable Parts parts;

    @GuardedBy("this")
    private @Nullable Handover handover;

    @GuardedBy("this")
    private @Nullable CompletableFuture<Long> ready;

    /** @param arguments those of the command line that this process was started with */
    public Daemon(ConteeConfig config, Map<String, String> environment, List<String> arguments) {
        this.config = config;
        this.manager = ServiceManager.of(environment);
        this.arguments = arguments;
    }

    /** The parts that serve. */
    private record Parts(
            Contee contee, ControlServer server, CollectionService collection, Optional<MonitoringPort> port)
            implements AutoCloseable {
        @Override
        public void close() {
            try (contee;
                    server;
                    collection) {
                port.ifPresent(MonitoringPort::close);
            }
        }
    }

    /** Serves, in other threads. */
    public void start(boolean takeOver) {
        open(Succession.ofDaemon(config, manager, takeOver));
        Runtime.getRuntime().addShutdownHook(DaemonThread.of("contee-stop", this::stop));
    }

    private synchronized void open(Succession succession) {
        ControlServer prepared = ControlServer.prepare(config);
        Contee opened;
        try {
            opened = Contee.open(config, succession);
        } catch (RuntimeException e) {
            prepared.close();
            throw e;
        }
        try {
            prepared.serve(opened, this::restart);
            succession.serving();
            handover = Handover.start(opened, succession, this);
        } catch (RuntimeException e) {
            try (opened;
                    prepared) {
                throw e;
            }
        }
        parts = new Parts(
                opened,
                prepared,
                CollectionService.start(config, opened.clientSlots()),
                config.daemon().metrics().map(address -> MonitoringPort.open(opened, address, PORT_RETRY)));
        LOG.info("serving at {}", config.directories().run().controlSocket());
        notifyServiceManager(ServiceManager::notifyReady);
    }

    private interface Notification {
        void send(ServiceManager manager) throws IOException;
    }

    private void notifyServiceManager(Notification notification) {
        if (manager.isPresent()) {
            try {
                notification.send(manager.get());
            } catch (IOException e) {
                LOG.warn("cannot notify the service manager: {}", ConteeException.reason(e));
            }
        }
    }

    /** A requested shutdown exits with 0, not with 128 and the signal's number. */
    private synchronized void stop() {
        Parts stopped = parts;
        Handover stoppedHandover = handover;
        if (stopped != null && stoppedHandover != null) {
            LOG.info("stopping");
            try (stopped;
                    stoppedHandover) {
                if (manager.isPresent()) {
                    stopped.contee().handOver(); // whether it is for good, only the service manager knows
                }
            }
        }
        Runtime.getRuntime().halt(0);
    }

    /** Starts the next process, and waits until it is ready to resume what this one serves. */
    private long restart() {
        CompletableFuture<Long> asked = new CompletableFuture<>();
        synchronized (this) {
            if (ready != null) {
                throw new ConteeException(ConteeException.Kind.CONFLICT, "contee is being restarted already");
            }
            ready = asked;
        }
        try {
            ProcessHandle successor = ReplacementProcess.start(arguments, TAKE_OVER);
            var unused = successor
                    .onExit()
                    .thenAccept(ended -> asked.completeExceptionally(new ConteeException("the new contee, process "
                            + ended.pid() + ", has ended: see its log; this one still serves")));
            return asked.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ConteeException failure ? failure : new ConteeException("cannot restart", e);
        } catch (TimeoutException e) {
            throw new ConteeException(
                    "the new contee has not started within " + START_LIMIT.toSeconds() + " s: see its log", e);
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("restarting", e);
        } finally {
            synchronized (this) {
                ready = null;
            }
        }
    }

    @Override
    public void isReady(long pid) {
        CompletableFuture<Long> asked;
        synchronized (this) {
            asked = ready;
        }
        if (asked != null) {
            asked.complete(pid);
        }
        // From now on the service manager heeds that process's notifications.
        notifyServiceManager(manager -> manager.notifyMainPid(pid));
    }

    @Override
    public void handedOver(long pid) {
        Parts served;
        synchronized (this) {
            served = parts;
        }
        if (served != null) {
            served.server().awaitAnswers(ANSWER_LIMIT);
        }
        Runtime.getRuntime().halt(0);
    }

    @Override
    public synchronized void failed(long pid, Succession succession) {
        long self = ProcessHandle.current().pid();
        notifyServiceManager(manager -> manager.notifyMainPid(self));
        Parts suspended = parts;
        if (suspended != null) {
            suspended.close();
        }
        open(succession);
    }
}
