package io.contee.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.testing.ShortTempDir;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** What a service manager receives; a real one is in an integration test. */
class ServiceManagerTest {

    private final ShortTempDir temp = new ShortTempDir();
    private AFUNIXDatagramSocket socket;
    private ServiceManager manager;

    @BeforeEach
    void listen() throws IOException {
        socket = AFUNIXDatagramSocket.newInstance();
        socket.bind(AFUNIXSocketAddress.of(temp.resolve("notify")));
        socket.ensureAncillaryReceiveBufferSize(64);
        manager = named(temp.resolve("notify").toString());
    }

    @AfterEach
    void cleanUp() {
        socket.close();
        temp.close();
    }

    private static ServiceManager named(String socket) {
        return ServiceManager.of(Map.of("NOTIFY_SOCKET", socket)).orElseThrow();
    }

    private static String received(AFUNIXDatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[200], 200);
        socket.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    @Test
    void itIsNotifiedAtItsSocket() throws IOException {
        manager.notifyReady();
        manager.notifyMainPid(4711);
        assertThat(received(socket)).isEqualTo("READY=1");
        assertThat(received(socket)).isEqualTo("MAINPID=4711");
    }

    @Test
    void itIsNotifiedAtAnAbstractSocket() throws IOException {
        String name = "contee-" + UUID.randomUUID();
        try (AFUNIXDatagramSocket anywhere = AFUNIXDatagramSocket.newInstance()) {
            anywhere.bind(AFUNIXSocketAddress.inAbstractNamespace(name));
            named("@" + name).notifyReady();
            assertThat(received(anywhere)).isEqualTo("READY=1");
        }
    }

    @Test
    void withoutASocketThereIsNone() {
        assertThat(ServiceManager.of(Map.of())).isEmpty();
        assertThat(ServiceManager.of(Map.of("NOTIFY_SOCKET", ""))).isEmpty();
    }

    @Test
    void aManagerThatIsGoneIsAFailure() {
        assertThatThrownBy(() -> named(temp.resolve("gone").toString()).notifyReady())
                .isInstanceOf(IOException.class);
    }

    @Test
    void itStoresADescriptorByItsNameEvenAfterThePeerHasHungUp() throws IOException {
        try (UnixListener listener = UnixListener.bind(temp.resolve("s"), 0600, path -> {})) {
            manager.store("web/serial0/guest", listener.descriptor());
            assertThat(received(socket).lines()).containsExactly("FDSTORE=1", "FDNAME=web/serial0/guest", "FDPOLL=0");
            FileDescriptor[] received = socket.getReceivedFileDescriptors();
            assertThat(received).hasSize(1);
            assertThat(received[0].valid()).isTrue();
            try (UnixConnection client = UnixConnection.connect(listener.path())) {
                assertThat(listener.accept()).as("the listener stays open here").isPresent();
                assertThat(client.fd()).isPositive();
            }
        }
    }

    @Test
    void itRemovesDescriptorsByTheirNames() throws IOException {
        manager.remove("one");
        manager.stop(List.of("two"));
        assertThat(received(socket).lines()).containsExactly("FDSTOREREMOVE=1", "FDNAME=one");
        assertThat(received(socket).lines()).containsExactly("FDSTOREREMOVE=1", "FDNAME=two");
    }

    private static Map<String, Descriptor> passed(long pid, String count, String names) {
        return ServiceManager.of(Map.of(
                        "NOTIFY_SOCKET",
                        "/run/notify",
                        "LISTEN_PID",
                        Long.toString(pid),
                        "LISTEN_FDS",
                        count,
                        "LISTEN_FDNAMES",
                        names))
                .orElseThrow()
                .passed();
    }

    @Test
    void descriptorsArePassedFrom3OnByTheirNames() {
        long self = ProcessHandle.current().pid();
        assertThat(passed(self, "1", "web/serial0/guest"))
                .containsExactlyEntriesOf(Map.of("web/serial0/guest", new Descriptor(3)));
        assertThat(passed(self, "many", "web/serial0/guest")).isEmpty();
    }

    @Test
    void whatIsPassedToAnotherProcessIsNotUsed() {
        assertThat(passed(1, "1", "web/serial0/guest")).isEmpty();
    }
}
