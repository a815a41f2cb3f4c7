package io.contee.net;

import io.contee.model.ConteeException;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.FileDescriptorCast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service manager that started this process, by the protocols of systemd's sd_notify(3) and sd_listen_fds(3). It
 * stores descriptors over a restart of the service (systemd.service(5), FileDescriptorStoreMax=), and removes all of
 * them itself when the service stops for good. Any thread may call it.
 */
public final class ServiceManager implements DescriptorStore {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private static final String SOCKET_VARIABLE = "NOTIFY_SOCKET";

    private final String socket;
    private final Map<String, String> environment;

    private ServiceManager(String socket, Map<String, String> environment) {
        this.socket = socket;
        this.environment = environment;
    }

    /** Returns the service manager that the environment names, if there is one. */
    public static Optional<ServiceManager> of(Map<String, String> environment) {
        return Optional.ofNullable(environment.get(SOCKET_VARIABLE))
                .filter(name -> !name.isEmpty())
                .map(name -> new ServiceManager(name, environment));
    }

    /** Notifies it that the service is ready; units which wait for it may start then. */
    public void notifyReady() throws IOException {
        send("READY=1");
    }

    /** Notifies it that the service is another process from now on. */
    public void notifyMainPid(long pid) throws IOException {
        send("MAINPID=" + pid);
    }

    /**
     * Returns the descriptors that it has passed to this process, by their names. They are not passed on to programs
     * that this process starts.
     */
    public Map<String, Descriptor> passed() {
        Map<String, Descriptor> passed = new HashMap<>();
        String pid = Long.toString(ProcessHandle.current().pid());
        if (pid.equals(environment.get("LISTEN_PID"))) {
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

    @Override
    public void store(String name, Descriptor descriptor) throws IOException {
        FileDescriptor passed = Junixsocket.call(
                () -> FileDescriptorCast.unsafeUsing(descriptor.fd()).getFileDescriptor());
        send(StoreMessage.store(name), passed);
    }

    @Override
    public void remove(String name) throws IOException {
        send(StoreMessage.remove(name));
    }

    /** Does nothing: it keeps its store over its own restarts. */
    @Override
    public void check() {}

    @Override
    public void stop(Iterable<String> names) throws IOException {
        for (String name : names) {
            remove(name);
        }
    }

    @Override
    public void close() {}

    private void send(String message, FileDescriptor... passed) throws IOException {
        var unused = Junixsocket.call(() -> {
            try (AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open()) {
                channel.connect(address());
                channel.setOutboundFileDescriptors(passed);
                return channel.write(StandardCharsets.UTF_8.encode(message));
            }
        });
    }

    private AFUNIXSocketAddress address() throws IOException {
        return socket.startsWith("@")
                ? AFUNIXSocketAddress.inAbstractNamespace(socket.substring(1))
                : AFUNIXSocketAddress.of(Path.of(socket));
    }
}
