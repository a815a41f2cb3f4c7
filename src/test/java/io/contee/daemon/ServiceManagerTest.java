package io.contee.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

class ServiceManagerTest {

    private final ShortTempDir temp = new ShortTempDir();

    @AfterEach
    void cleanUp() {
        temp.close();
    }

    private static String told(AFUNIXSocketAddress address, String name) throws IOException {
        try (AFUNIXDatagramSocket manager = AFUNIXDatagramSocket.newInstance()) {
            manager.bind(address);
            ServiceManager.notifyReady(Map.of("NOTIFY_SOCKET", name));
            DatagramPacket packet = new DatagramPacket(new byte[100], 100);
            manager.receive(packet);
            return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void itIsToldAtItsSocket() throws IOException {
        String socket = temp.resolve("notify").toString();
        assertThat(told(AFUNIXSocketAddress.of(temp.resolve("notify")), socket)).isEqualTo("READY=1");
    }

    @Test
    void itIsToldAtAnAbstractSocket() throws IOException {
        String name = "contee-" + UUID.randomUUID();
        assertThat(told(AFUNIXSocketAddress.inAbstractNamespace(name), "@" + name))
                .isEqualTo("READY=1");
    }

    @Test
    void whereNobodyAsksNobodyIsTold() throws IOException {
        ServiceManager.notifyReady(Map.of());
        ServiceManager.notifyReady(Map.of("NOTIFY_SOCKET", ""));
    }

    @Test
    void aManagerThatIsGoneIsToldOf() {
        assertThatThrownBy(() -> ServiceManager.notifyReady(
                        Map.of("NOTIFY_SOCKET", temp.resolve("gone").toString())))
                .isInstanceOf(IOException.class);
    }
}
