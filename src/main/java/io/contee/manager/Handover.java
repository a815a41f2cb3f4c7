package io.contee.manager;

import io.contee.broker.BrokerHandover;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.net.DescriptorListener;
import io.contee.net.DescriptorSocket;
import io.contee.net.DescriptorTransfer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a contee that asks to replace this one, see {@link Succession}, and hands over what this one serves. It
 * serves until the other one is ready, and continues if the other one fails. A separate thread calls the {@link
 * Owner}.
 */
public final class Handover implements AutoCloseable {

    /** The longest time that a contee has for resuming one domain. */
    private static final Duration SERVING_LIMIT = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

    /** The daemon whose contee this is. */
    public interface Owner {
        /** Another process is ready to resume. */
        void isReady(long pid);

        /** That process serves now; this one must stop. */
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
    private final Owner owner;
    private final DescriptorListener listener;
    private final ScheduledExecutorService watch = DaemonThread.scheduler("contee-handover-watch");

    private Handover(Contee contee, Succession succession, Owner owner) {
        this.contee = contee;
        this.succession = succession;
        this.owner = owner;
        this.listener =
                DescriptorListener.bind(contee.config().directories().run().handoverSocket());
    }

    /**
     * Starts to wait.
     *
     * @param succession how {@code contee} was opened
     * @throws ConteeException if it cannot listen
     */
    public static Handover start(Contee contee, Succession succession, Owner owner) {
        Handover handover = new Handover(contee, succession, owner);
        DaemonThread.start("contee-handover", handover::serve);
        return handover;
    }

    private void serve() {
        try {
            boolean served = true;
            while (served) {
                try (DescriptorSocket socket = listener.accept()) {
                    served = !isRequest(socket) || handOver(socket);
                }
            }
        } catch (IOException e) {
            LOG.debug("no more handovers: {}", ConteeException.reason(e));
        }
    }

    private static boolean isRequest(DescriptorSocket socket) {
        try {
            return DescriptorTransfer.awaitRequest(socket);
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether this contee continues to serve. */
    private boolean handOver(DescriptorSocket socket) throws IOException {
        long pid = socket.peer().pid();
        LOG.info("handing over to process {}", pid);
        owner.isReady(pid);
        boolean serving = false;
        try {
            serving = handOverAll(socket, pid);
        } catch (IOException e) {
            LOG.debug("{}", ConteeException.reason(e));
        }
        if (serving) {
            LOG.info("process {} serves now", pid);
            owner.handedOver(pid);
        } else {
            kill(pid);
            LOG.warn("process {} failed to resume the sessions; serving again", pid);
            contee.handOver();
            owner.failed(pid, succession.backTo(contee.kept().all()));
        }
        return false;
    }

    /**
     * Hands over one domain after the other: each is without service until the other process reports that it serves it.
     */
    private boolean handOverAll(DescriptorSocket socket, long pid) throws IOException {
        BrokerHandover handover = contee.broker().handover();
        handover.handOverShared();
        DescriptorTransfer.give(socket, "", contee.kept().ofNoDomain());
        long longest = 0;
        boolean serving = awaitServing(socket, pid);
        for (Set<UUID> domains = handover.domains(); serving && !domains.isEmpty(); domains = handover.domains()) {
            for (UUID domain : domains) {
                long start = System.nanoTime();
                handover.handOver(domain);
                DescriptorTransfer.give(socket, domain.toString(), contee.kept().ofDomain(domain));
                serving = serving && awaitServing(socket, pid);
                longest = Math.max(longest, System.nanoTime() - start);
            }
        }
        if (serving) {
            contee.handOver();
            DescriptorTransfer.giveLast(socket, Map.of());
            LOG.info("no console was without service for more than {} ms", longest / 1_000_000);
        }
        return serving && awaitServing(socket, pid);
    }

    /** A process that hangs is killed. */
    private boolean awaitServing(DescriptorSocket socket, long pid) throws IOException {
        ScheduledFuture<?> late = watch.schedule(() -> kill(pid), SERVING_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return DescriptorTransfer.awaitServing(socket);
        } finally {
            late.cancel(false);
        }
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
