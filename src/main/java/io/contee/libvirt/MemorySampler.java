package io.contee.libvirt;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.libvirt.Connect;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks libvirt for the memory of each running domain. For a domain with a balloon libvirt asks its QEMU, and waits for
 * ever if that hangs. So a few threads ask, each for one domain at a time; a domain that has not answered in time is
 * left alone until it does, and only its process is looked at meanwhile. As libvirt serves few calls of a connection at
 * a time, a connection with a call that hangs is not used for others.
 *
 * <p>One thread calls it.
 */
public final class MemorySampler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MemorySampler.class);
    private static final int ACTIVE = 1; // VIR_CONNECT_LIST_DOMAINS_ACTIVE

    /** libvirtd serves five calls of a connection at a time (max_client_requests). */
    private static final int THREADS = 4;

    /** Each call that hangs keeps one of libvirtd's workers, of which there are twenty (max_workers). */
    private static final int MAX_HANGING = 8;

    private final String uri;
    private final Duration limit;
    private final Function<String, OptionalLong> processRss;
    private final Set<UUID> hanging = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(DaemonThread.factory("contee-memory"));
    private @Nullable Link link;

    /**
     * Makes a sampler; it connects at the first request.
     *
     * @param uri libvirt's
     * @param limit the longest time for the domains to answer
     * @param processRss returns the resident memory of the process of a named domain, where that can be read
     */
    public MemorySampler(String uri, Duration limit, Function<String, OptionalLong> processRss) {
        this.uri = uri;
        this.limit = limit;
        this.processRss = processRss;
    }

    /** A domain and its answer. */
    private static final class Asked {
        private final Domain domain;
        private final UUID uuid;
        private final String name;

        @GuardedBy("this")
        private @Nullable MemoryFigures answer;

        @GuardedBy("this")
        private boolean gone;

        Asked(Domain domain) throws LibvirtException {
            this.domain = domain;
            this.uuid = UUID.fromString(domain.getUUIDString());
            this.name = domain.getName();
        }
    }

    /** A connection, which is closed when nobody uses it any more. */
    private static final class Link {
        private final Connect connect;

        @GuardedBy("this")
        private int users = 1;

        Link(Connect connect) {
            this.connect = connect;
        }

        synchronized void retain() {
            users++;
        }

        synchronized void release() {
            users--;
            if (users == 0) {
                try {
                    connect.close();
                } catch (LibvirtException e) {
                    LOG.debug("closing a connection to libvirt: {}", e.getMessage());
                }
            }
        }
    }

    /**
     * The figures of all running domains now, by name.
     *
     * @throws ConteeException if libvirt cannot be asked which domains run
     */
    public List<MemoryFigures> sample() {
        List<Asked> domains;
        Link current;
        try {
            current = link();
            domains = list(current.connect);
        } catch (LibvirtException e) {
            drop();
            throw new ConteeException(
                    "cannot ask libvirt at " + uri + " which domains run: " + ConteeException.reason(e)
                            + ": check that libvirtd runs",
                    e);
        }
        if (!ask(domains, current)) {
            drop();
        }
        List<MemoryFigures> figures = new ArrayList<>();
        for (Asked asked : domains) {
            synchronized (asked) {
                if (asked.answer != null) {
                    figures.add(asked.answer);
                } else if (!asked.gone) {
                    figures.add(MemoryFigures.ofProcess(asked.uuid, asked.name, processRss.apply(asked.name)));
                }
            }
        }
        figures.sort(Comparator.comparing(MemoryFigures::name));
        return figures;
    }

    private Link link() throws LibvirtException {
        Link current = link;
        if (current == null) {
            LibvirtEvents.start();
            current = new Link(new Connect(uri, true));
            link = current;
        }
        return current;
    }

    /** Drops the connection; the next sample uses another one. */
    private void drop() {
        if (link != null) {
            link.release();
            link = null;
        }
    }

    private static List<Asked> list(Connect libvirt) throws LibvirtException {
        List<Asked> domains = new ArrayList<>();
        for (Domain domain : libvirt.listAllDomains(ACTIVE)) {
            domains.add(new Asked(domain));
        }
        return domains;
    }

    /** Returns false if a call over the connection hangs. */
    private boolean ask(List<Asked> domains, Link over) {
        Round round = new Round(domains, over);
        if (hanging.size() < MAX_HANGING) {
            int workers = Math.min(THREADS, domains.size());
            for (int i = 0; i < workers; i++) {
                over.retain();
                threads.execute(round::work);
            }
            round.await(limit);
        }
        return round.end();
    }

    /** One round of requests to all domains. */
    private final class Round {

        private final List<Asked> domains;
        private final Link over;

        @GuardedBy("this")
        private final Map<UUID, Asked> busy = new HashMap<>();

        @GuardedBy("this")
        private int next;

        Round(List<Asked> domains, Link over) {
            this.domains = domains;
            this.over = over;
        }

        void work() {
            try {
                for (Asked asked = nextDomain(); asked != null; asked = nextDomain()) {
                    try {
                        MemoryFigures answer = DomainMemory.read(asked.domain, asked.uuid, asked.name);
                        synchronized (asked) {
                            asked.answer = answer;
                        }
                    } catch (LibvirtException e) {
                        LOG.debug("the memory of domain {}: {}", asked.name, e.getMessage());
                        synchronized (asked) {
                            asked.gone = !isActive(asked.domain);
                        }
                    } finally {
                        free(asked.domain);
                        done(asked);
                    }
                }
            } finally {
                over.release();
            }
        }

        private synchronized @Nullable Asked nextDomain() {
            while (next < domains.size()) {
                Asked asked = domains.get(next++);
                if (hanging.contains(asked.uuid)) {
                    free(asked.domain);
                } else {
                    busy.put(asked.uuid, asked);
                    return asked;
                }
            }
            return null;
        }

        private synchronized void done(Asked asked) {
            busy.remove(asked.uuid);
            hanging.remove(asked.uuid);
            notifyAll();
        }

        synchronized void await(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            long left = time.toMillis();
            while ((next < domains.size() || !busy.isEmpty()) && left > 0) {
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            }
        }

        /** Drops requests that have not started; returns false if one that has started hangs. */
        synchronized boolean end() {
            while (next < domains.size()) {
                free(domains.get(next++).domain);
            }
            hanging.addAll(busy.keySet());
            return busy.isEmpty();
        }
    }

    private static boolean isActive(Domain domain) {
        try {
            return domain.isActive() == 1;
        } catch (LibvirtException e) {
            return false;
        }
    }

    private static void free(Domain domain) {
        try {
            domain.free();
        } catch (LibvirtException e) {
            LOG.debug("freeing a domain: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        drop();
    }
}
