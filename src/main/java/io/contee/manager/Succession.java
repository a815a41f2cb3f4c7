package io.contee.manager;

import io.contee.broker.Broker;
import io.contee.broker.KeptDescriptors;
import io.contee.config.ConteeConfig;
import io.contee.model.ConteeException;
import io.contee.net.Descriptor;
import io.contee.net.DescriptorSocket;
import io.contee.net.DescriptorStore;
import io.contee.net.DescriptorTransfer;
import io.contee.net.DescriptorTransfer.Part;
import io.contee.net.ServiceManager;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The succession of one contee to another on the same run directory: the connections that it receives from the previous
 * one, and the place where it stores its connections for the next one. An instance serves one {@link Contee#open}; one
 * thread calls it.
 */
public final class Succession {

    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    private final ConteeConfig config;
    private final Optional<ServiceManager> manager;
    private final boolean fromRunning;
    private final KeeperProcess keeper;
    private Optional<Map<String, Descriptor>> received = Optional.empty();
    private Optional<DescriptorSocket> predecessor = Optional.empty();

    private Succession(ConteeConfig config, Optional<ServiceManager> manager, boolean fromRunning) {
        this.config = config;
        this.manager = manager;
        this.fromRunning = fromRunning;
        this.keeper = new KeeperProcess(config.directories().run().keeperSocket());
    }

    /** Returns the succession of a contee within another program, after one that has stopped. */
    static Succession ofProgram(ConteeConfig config) {
        return new Succession(config, Optional.empty(), false);
    }

    /**
     * Returns the succession of a daemon.
     *
     * @param manager the service manager, which stores connections
     * @param fromRunning whether to resume from a running daemon, if there is one
     */
    public static Succession ofDaemon(ConteeConfig config, Optional<ServiceManager> manager, boolean fromRunning) {
        return new Succession(config, manager, fromRunning);
    }

    /** Returns the succession of a contee that continues after a failed handover. */
    Succession backTo(Map<String, Descriptor> descriptors) {
        Succession back = new Succession(config, manager, false);
        back.received = Optional.of(descriptors);
        return back;
    }

    /** Returns whether it should resume from the running daemon. */
    boolean resumesFromRunning() {
        return fromRunning;
    }

    /** Asks the running daemon to hand over, if that is wanted and one runs. */
    boolean requestHandover() {
        if (!fromRunning) {
            return false;
        }
        try {
            DescriptorSocket socket =
                    DescriptorSocket.connect(config.directories().run().handoverSocket());
            DescriptorTransfer.ask(socket);
            predecessor = Optional.of(socket);
            received = Optional.of(nextPart(socket).descriptors()); // what belongs to no domain
            return true;
        } catch (IOException e) {
            LOG.info(
                    "no daemon serves {}: starting without its sessions",
                    config.directories().run().path());
            return false;
        }
    }

    /** Serves domain after domain, as the other contee stops serving each, until it has none. */
    void resumeDomains(Broker broker, KeptDescriptors kept) {
        DescriptorSocket socket = predecessor.orElseThrow();
        Part part;
        do {
            reportServing(socket);
            part = nextPart(socket);
            kept.add(part.descriptors());
            part.name().ifPresent(domain -> broker.handover().resume(UUID.fromString(domain)));
        } while (part.name().isPresent());
    }

    private Part nextPart(DescriptorSocket socket) {
        try {
            return DescriptorTransfer.next(socket);
        } catch (IOException e) {
            throw new ConteeException(
                    "cannot resume the sessions of the daemon that serves "
                            + config.directories().run().path() + ": " + ConteeException.reason(e) + ": see its log",
                    e);
        }
    }

    private static void reportServing(DescriptorSocket socket) {
        try {
            DescriptorTransfer.tellServing(socket);
        } catch (IOException e) {
            LOG.debug("the other daemon is gone: {}", ConteeException.reason(e)); // the next read reports it, too
        }
    }

    /** Returns the descriptors to start with, and their store. By now the run directory is this contee's. */
    KeptDescriptors descriptors() {
        if (manager.isPresent()) {
            ServiceManager store = manager.get();
            return new KeptDescriptors(received.orElseGet(store::passed), true, Optional.of(() -> store));
        }
        if (!config.daemon().keeper()) {
            return new KeptDescriptors(received.orElse(Map.of()), true, Optional.empty());
        }
        Optional<DescriptorSocket> running = keeper.connectIfRunning();
        Map<String, Descriptor> stored =
                received.or(() -> running.map(Succession::storedBy)).orElse(Map.of());
        running.ifPresent(DescriptorSocket::close);
        return new KeptDescriptors(
                stored, running.isPresent(), Optional.of(() -> DescriptorStore.ofKeeper(keeper.connect())));
    }

    private static Map<String, Descriptor> storedBy(DescriptorSocket keeper) {
        try {
            DescriptorTransfer.ask(keeper);
            return DescriptorTransfer.next(keeper).descriptors();
        } catch (IOException e) {
            LOG.warn("cannot read the descriptors that the keeper stores: {}", ConteeException.reason(e));
            return Map.of();
        }
    }

    /** Notifies the previous daemon that it is not needed any more. */
    public void serving() {
        predecessor.ifPresent(socket -> {
            reportServing(socket);
            socket.close();
        });
        predecessor = Optional.empty();
    }
}
