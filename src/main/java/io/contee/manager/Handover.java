package io.contee.manager;

import io.contee.model.ConteeException;
import io.contee.net.DescriptorListener;
import io.contee.net.DescriptorSocket;
import io.contee.net.DescriptorTransfer;
import io.contee.net.PeerCredentials;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a contee that is to take over, see {@link Succession}, and gives it what this one serves. It serves until the
 * other one is ready, and goes on itself if that fails to. A thread of its own calls the {@link Daemon}.
 */
public final class Handover implements AutoCloseable {

    /** How long a contee that has taken over may take to serve. */
    private static final Duration SERVING_LIMIT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    /** The daemon whose contee it is. */
    public interface Daemon {
        /** Another process is ready to take over. */
        void isReady(long pid);

        /** That process serves now; this one is to end. */
        void handedOver(long pid);

        /**
         * That process has failed, and is gone.
         *
         * @param succession how to serve again
         */
        void failed(long pid, Succession succession);
    }

    private final Contee contee;
    private final Succession succession;
    private final Daemon daemon;
    private final DescriptorListener listener;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "contee-handover-watch");
        thread.setDaemon(true);
        return thread;
    });

    private Handover(Contee contee, Succession succession, Daemon daemon) {
        this.contee = contee;
        this.succession = succession;
        this.daemon = daemon;
        this.listener = DescriptorListener.bind(contee.config().handoverSocket());
    }

    /**
     * Begins to wait.
     *
     * @param succession how {@code contee} was opened
     * @throws ConteeException if it cannot listen
     */
    public static Handover start(Contee contee, Succession succession, Daemon daemon) {
        Handover handover = new Handover(contee, succession, daemon);
        Thread thread = new Thread(handover::serve, "contee-handover");
        thread.setDaemon(true);
        thread.start();
        return handover;
    }

    private void serve() {
        try {
            boolean served = true;
            while (served) {
                try (DescriptorSocket socket = listener.accept()) {
                    served = !isTakeOver(socket) || handOver(socket);
                }
            }
        } catch (IOException e) {
            LOG.debug("no more handovers: {}", ConteeException.reason(e));
        }
    }

    private static boolean isTakeOver(DescriptorSocket socket) {
        try {
            return DescriptorTransfer.awaitRequest(socket);
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether this contee serves on. */
    private boolean handOver(DescriptorSocket socket) throws IOException {
        PeerCredentials peer = socket.peer();
        LOG.info("process {} takes over", peer.pid());
        long begun = System.nanoTime();
        daemon.isReady(peer.pid());
        ScheduledFuture<?> late = watch.schedule(
                () -> kill(peer.pid()), SERVING_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        contee.suspend();
        boolean serving = false;
        try {
            DescriptorTransfer.give(socket, contee.descriptors());
            serving = DescriptorTransfer.awaitServing(socket);
        } catch (IOException e) {
            LOG.debug("{}", ConteeException.reason(e));
        }
        late.cancel(false);
        if (serving) {
            LOG.info("process {} serves, after {} ms", peer.pid(), (System.nanoTime() - begun) / 1_000_000);
            daemon.handedOver(peer.pid());
        } else {
            kill(peer.pid());
            LOG.warn("process {} has failed to take over; going on", peer.pid());
            daemon.failed(peer.pid(), succession.backTo(contee.descriptors()));
        }
        return false;
    }

    /** Two must never serve. */
    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    /** Waits no more. */
    @Override
    public void close() {
        listener.close();
        watch.shutdownNow();
    }
}
