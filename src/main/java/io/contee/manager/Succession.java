package io.contee.manager;

import io.contee.broker.KeptDescriptors;
import io.contee.model.ConteeException;
import io.contee.net.Descriptor;
import io.contee.net.DescriptorSocket;
import io.contee.net.DescriptorStore;
import io.contee.net.DescriptorTransfer;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a contee follows another one on the same run directory: what it gets of the connections that the other one had, and
 * where its own are kept for the next. It serves one {@link Contee#open}; one thread calls it.
 */
public final class Succession {

    private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

    private final ConteeConfig config;
    private final Map<String, String> environment;
    private final boolean fromRunning;
    private final KeeperProcess keeper;
    private Optional<Map<String, Descriptor>> taken = Optional.empty();
    private Optional<DescriptorSocket> predecessor = Optional.empty();

    private Succession(ConteeConfig config, Map<String, String> environment, boolean fromRunning) {
        this.config = config;
        this.environment = environment;
        this.fromRunning = fromRunning;
        this.keeper = new KeeperProcess(config.keeperSocket());
    }

    /** That of a contee within another program, after one that has ended. */
    static Succession ofProgram(ConteeConfig config) {
        return new Succession(config, Map.of(), false);
    }

    /**
     * That of a daemon.
     *
     * @param environment tells of a service manager that keeps connections, sd_notify(3) and sd_listen_fds(3)
     * @param fromRunning whether to take over from a contee that serves now, if there is one
     */
    public static Succession ofDaemon(ConteeConfig config, Map<String, String> environment, boolean fromRunning) {
        return new Succession(config, environment, fromRunning);
    }

    /** That of a contee that goes on itself after all, in the place of another one. */
    Succession backTo(Map<String, Descriptor> descriptors) {
        Succession back = new Succession(config, environment, false);
        back.taken = Optional.of(descriptors);
        return back;
    }

    /** Waits until the contee that serves now, if it is to be taken over from, has stopped. */
    void takeOver() {
        if (!fromRunning) {
            return;
        }
        DescriptorSocket socket;
        try {
            socket = DescriptorSocket.connect(config.handoverSocket());
        } catch (IOException e) {
            LOG.info("no contee serves {}: beginning anew", config.runDir());
            return;
        }
        try {
            taken = Optional.of(DescriptorTransfer.take(socket));
            predecessor = Optional.of(socket);
        } catch (IOException e) {
            socket.close();
            throw new ConteeException(
                    "cannot take over from the contee that serves " + config.runDir() + ": "
                            + ConteeException.reason(e) + ": see its log",
                    e);
        }
    }

    /** Begins with what there is. The run directory is this contee's by now. */
    KeptDescriptors begin() {
        String manager = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (!manager.isEmpty()) {
            return new KeptDescriptors(
                    taken.orElseGet(this::passed),
                    true,
                    Optional.of(() -> DescriptorStore.ofServiceManager(DescriptorSocket.notifying(manager))));
        }
        if (!config.keeper()) {
            return new KeptDescriptors(taken.orElse(Map.of()), true, Optional.empty());
        }
        Optional<DescriptorSocket> running = keeper.connectIfRunning();
        Map<String, Descriptor> inherited =
                taken.or(() -> running.map(Succession::kept)).orElse(Map.of());
        running.ifPresent(DescriptorSocket::close);
        return new KeptDescriptors(
                inherited, running.isPresent(), Optional.of(() -> DescriptorStore.ofKeeper(keeper.connect())));
    }

    private static Map<String, Descriptor> kept(DescriptorSocket keeper) {
        try {
            return DescriptorTransfer.take(keeper);
        } catch (IOException e) {
            LOG.warn("the keeper does not give what it keeps: {}", ConteeException.reason(e));
            return Map.of();
        }
    }

    /** What the service manager passes. */
    private Map<String, Descriptor> passed() {
        Map<String, Descriptor> passed = new HashMap<>();
        String pid = environment.getOrDefault("LISTEN_PID", "");
        if (pid.equals(Long.toString(ProcessHandle.current().pid()))) {
            String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
            try {
                int count = Integer.parseInt(environment.getOrDefault("LISTEN_FDS", "0"));
                for (int i = 0; i < count; i++) {
                    passed.put(i < names.length ? names[i] : "", Descriptor.passed(i));
                }
            } catch (IOException | NumberFormatException e) {
                LOG.warn("what the service manager passes cannot be used: {}", ConteeException.reason(e));
            }
        }
        return passed;
    }

    /** Tells the one that was taken over from that it is not needed any more. */
    public void serving() {
        predecessor.ifPresent(socket -> {
            try (socket) {
                DescriptorTransfer.tellServing(socket);
            } catch (IOException e) {
                LOG.debug("it has gone already: {}", ConteeException.reason(e));
            }
        });
        predecessor = Optional.empty();
    }
}
