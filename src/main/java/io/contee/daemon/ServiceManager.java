package io.contee.daemon;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The service manager that started this process, by the protocol of systemd's sd_notify(3). */
final class ServiceManager {

    private static final String SOCKET_VARIABLE = "NOTIFY_SOCKET";

    private ServiceManager() {}

    /**
     * Notifies it that the service is ready; units which wait for it may start then. Does nothing without a service
     * manager.
     *
     * @throws IOException if the service manager cannot be notified
     */
    static void notifyReady(Map<String, String> environment) throws IOException {
        send(environment, "READY=1");
    }

    /**
     * Notifies it that the service is another process from now on.
     *
     * @throws IOException if the service manager cannot be notified
     */
    static void notifyMainPid(Map<String, String> environment, long pid) throws IOException {
        send(environment, "MAINPID=" + pid);
    }

    private static void send(Map<String, String> environment, String message) throws IOException {
        String name = environment.getOrDefault(SOCKET_VARIABLE, "");
        if (!name.isEmpty()) {
            try (AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open()) {
                channel.send(StandardCharsets.US_ASCII.encode(message), address(name));
            }
        }
    }

    private static AFUNIXSocketAddress address(String name) throws IOException {
        return name.startsWith("@")
                ? AFUNIXSocketAddress.inAbstractNamespace(name.substring(1))
                : AFUNIXSocketAddress.of(Path.of(name));
    }
}
