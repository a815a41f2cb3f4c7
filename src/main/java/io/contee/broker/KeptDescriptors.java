package io.contee.broker;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.net.Descriptor;
import io.contee.net.DescriptorStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The descriptors of guests, of clients and of the sockets they connect to, by name: those of an earlier process, until
 * they are resumed, and those of this one. A copy of each is in a {@link DescriptorStore}, if there is one, where the
 * next process finds it however this one ends. Any thread may call it; none waits for the store, which has a separate
 * thread.
 */
public final class KeptDescriptors implements AutoCloseable {

    /** Opens a store. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Opens the store, which may block.
         *
         * @throws IOException if it is not available now
         */
        DescriptorStore open() throws IOException;
    }

    private static final int CHECK_SECONDS = 1;
    private static final int CLOSE_SECONDS = 2;
    private static final Logger LOG = LoggerFactory.getLogger(KeptDescriptors.class);

    @GuardedBy("this")
    private final Map<String, Descriptor> earlier;

    @GuardedBy("this")
    private final Map<String, Descriptor> live = new HashMap<>();

    private final boolean stored;
    private final Optional<Opener> opener;
    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final Thread thread = DaemonThread.of("contee-descriptors", this::work);
    private @Nullable DescriptorStore store;
    private boolean failing;

    /** A change to be made in the store; the last one closes it. */
    private record Change(String name, Optional<Descriptor> copy, boolean last) {}

    /**
     * Begins with the descriptors of an earlier process.
     *
     * @param earlier the descriptors, by name
     * @param stored whether the store has them already
     * @param opener opens the store; empty for none
     */
    public KeptDescriptors(Map<String, Descriptor> earlier, boolean stored, Optional<Opener> opener) {
        this.earlier = new HashMap<>(earlier);
        this.opener = opener;
        this.stored = stored;
        if (opener.isPresent()) {
            if (!stored) {
                earlier.forEach(this::queueStorage);
            }
            thread.start();
        }
    }

    /** Makes an instance that has no descriptors of an earlier process and does not use a store. */
    public static KeptDescriptors none() {
        return new KeptDescriptors(Map.of(), true, Optional.empty());
    }

    /** Adds descriptors of an earlier process. */
    public synchronized void add(Map<String, Descriptor> more) {
        earlier.putAll(more);
        if (!stored) {
            more.forEach(this::queueStorage);
        }
    }

    /** Returns the kept descriptors of a domain. */
    public synchronized Map<String, Descriptor> ofDomain(UUID domain) {
        Map<String, Descriptor> all = all();
        all.keySet().removeIf(name -> !name.startsWith(KeptConsole.domainPrefix(domain)));
        return all;
    }

    /** Returns the kept descriptors that do not belong to a domain. */
    public synchronized Map<String, Descriptor> ofNoDomain() {
        Map<String, Descriptor> all = all();
        all.keySet().removeIf(name -> !KeptConsole.isOfNoDomain(name));
        return all;
    }

    /** Returns whether an earlier process has left a descriptor whose name begins with this prefix. */
    synchronized boolean hasOfEarlier(String prefix) {
        return earlier.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    /** Resumes the descriptor of this name of an earlier process; it belongs to this process from now on. */
    synchronized Optional<Descriptor> restore(String name) {
        Descriptor descriptor = earlier.remove(name);
        if (descriptor != null) {
            live.put(name, descriptor);
        }
        return Optional.ofNullable(descriptor);
    }

    /** Closes the descriptors of an earlier process that were not resumed, and removes them from the store. */
    void closeUnused() {
        Map<String, Descriptor> dropped;
        synchronized (this) {
            dropped = Map.copyOf(earlier);
            earlier.clear();
        }
        dropped.forEach((name, descriptor) -> {
            descriptor.close();
            queueRemoval(name);
        });
    }

    /** Stores a descriptor until {@link #remove} is called, which must be before it is closed. */
    synchronized void store(String name, Descriptor descriptor) {
        live.put(name, descriptor);
        queueStorage(name, descriptor);
    }

    /** Removes a descriptor from the store. Has no effect for one that is not stored. */
    synchronized void remove(String name) {
        if (live.remove(name) != null) {
            queueRemoval(name);
        }
    }

    /** Returns the descriptors that are kept now. They are valid as long as their owners do not close them. */
    public synchronized Map<String, Descriptor> all() {
        Map<String, Descriptor> all = new HashMap<>(earlier);
        all.putAll(live);
        return all;
    }

    private void queueStorage(String name, Descriptor descriptor) {
        if (opener.isEmpty()) {
            return;
        }
        try {
            // By the time the store processes the change, this number may be reused.
            changes.add(new Change(name, Optional.of(descriptor.duplicate()), false));
        } catch (IOException e) {
            LOG.warn("{} would not outlive this process: {}", name, ConteeException.reason(e));
        }
    }

    private void queueRemoval(String name) {
        if (opener.isPresent()) {
            changes.add(new Change(name, Optional.empty(), false));
        }
    }

    private void work() {
        try {
            boolean more = true;
            while (more) {
                Change change = changes.poll(CHECK_SECONDS, TimeUnit.SECONDS);
                try {
                    more = change == null || !change.last();
                    apply(change);
                } finally {
                    if (change != null) {
                        change.copy().ifPresent(Descriptor::close);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closeStore();
    }

    private void apply(@Nullable Change change) {
        try {
            if (store == null) {
                store = opener.orElseThrow().open();
                storeAll(store);
            }
            if (change == null) {
                store.check();
            } else if (change.copy().isPresent()) {
                store.store(change.name(), change.copy().get());
            } else if (!change.last()) {
                store.remove(change.name());
            }
            if (failing) {
                LOG.info("what guests and clients are connected by is kept again");
            }
            failing = false;
        } catch (IOException | ConteeException e) {
            if (!failing) {
                LOG.warn(
                        "guests and clients would not outlive a crash of contee: {}; trying again",
                        ConteeException.reason(e));
            }
            failing = true;
            closeStore();
        }
    }

    /** Stores all kept descriptors, if the store is a new one. */
    private void storeAll(DescriptorStore opened) throws IOException {
        if (!failing) {
            return; // the first store: each was queued, or is stored already
        }
        for (Map.Entry<String, Descriptor> entry : all().entrySet()) {
            Optional<Descriptor> copy = copyOf(entry.getKey());
            if (copy.isPresent()) {
                try (Descriptor one = copy.get()) {
                    opened.store(entry.getKey(), one);
                }
            }
        }
    }

    private synchronized Optional<Descriptor> copyOf(String name) throws IOException {
        Descriptor descriptor = live.containsKey(name) ? live.get(name) : earlier.get(name);
        return descriptor == null ? Optional.empty() : Optional.of(descriptor.duplicate());
    }

    private void closeStore() {
        if (store != null) {
            store.close();
            store = null;
        }
    }

    /** Stops the storing, and makes the store remove all descriptors: contee is to stop for good. */
    public void drop() {
        if (opener.isPresent()) {
            List<String> names = List.copyOf(all().keySet());
            endThread();
            try (DescriptorStore last = opener.get().open()) {
                last.stop(names);
            } catch (IOException | ConteeException e) {
                LOG.debug("{}", ConteeException.reason(e)); // the store is gone, and so are its descriptors
            }
        }
    }

    /** Stops the storing; the store keeps its descriptors for the next process. */
    @Override
    public void close() {
        endThread();
    }

    private void endThread() {
        if (thread.isAlive()) {
            changes.add(new Change("", Optional.empty(), true));
            try {
                thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
