package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.DomainStart;
import io.contee.hook.ConsoleSpecReader.Consoles;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again to serve consoles that could not be served, for example because descriptors or room for a socket were
 * lacking, until they are served or their guest's run has ended. Any thread may call it.
 */
final class OpenRetries implements AutoCloseable {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final Logger LOG = LoggerFactory.getLogger(OpenRetries.class);

    private final Broker broker;
    private final ScheduledExecutorService thread = DaemonThread.scheduler("contee-retries");

    OpenRetries(Broker broker) {
        this.broker = broker;
    }

    /**
     * Serves a running domain's consoles, now if possible, else later.
     *
     * @param seenAt the value of {@link System#nanoTime} when it was seen running
     */
    void open(Consoles domain, long seenAt) {
        open(domain, DomainStart.running(domain.runId(), seenAt), FIRST, false);
    }

    private void open(Consoles domain, DomainStart start, Duration pause, boolean again) {
        try {
            broker.open(domain.domain(), start, domain.consoles());
            if (again) {
                LOG.info("domain {} is served in full", domain.domain());
            }
        } catch (ConteeException e) {
            if (!again) {
                LOG.warn("domain {} is not served in full: {}; trying again", domain.domain(), e.getMessage());
            }
            Duration next = pause.compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : LONGEST;
            try {
                var unused =
                        thread.schedule(() -> open(domain, start, next, true), pause.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                LOG.debug("contee ends before {} is served", domain.domain());
            }
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
