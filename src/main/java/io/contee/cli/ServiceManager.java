package io.contee.cli;

import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** The service manager that started this process, by the protocol of systemd's sd_notify(3). */
final class ServiceManager {

    private static final String SOCKET_VARIABLE = "NOTIFY_SOCKET";

    private ServiceManager() {}

    /**
     * Tells that the service is ready, so that those that wait for it may start. Does nothing where nobody asks for it.
     *
     * @throws IOException if the service manager cannot be told
     */
    static void tellReady(Map<String, String> environment) throws IOException {
        String name = environment.getOrDefault(SOCKET_VARIABLE, "");
        if (!name.isEmpty()) {
            byte[] state = "READY=1".getBytes(StandardCharsets.US_ASCII);
            try (AFUNIXDatagramSocket socket = AFUNIXDatagramSocket.newInstance()) {
                socket.send(new DatagramPacket(state, state.length, address(name)));
            }
        }
    }

    private static AFUNIXSocketAddress address(String name) throws IOException {
        return name.startsWith("@")
                ? AFUNIXSocketAddress.inAbstractNamespace(name.substring(1))
                : AFUNIXSocketAddress.of(Path.of(name));
    }
}
