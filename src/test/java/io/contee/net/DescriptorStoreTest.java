package io.contee.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.ShortTempDir;
import java.io.FileDescriptor;
import java.io.IOException;
import java.net.DatagramPacket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.newsclub.net.unix.AFUNIXDatagramSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** What a service manager hears; one that is real is in an integration test. */
class DescriptorStoreTest {

    private final ShortTempDir temp = new ShortTempDir();
    private AFUNIXDatagramSocket manager;
    private UnixListener listener;

    @BeforeEach
    void listen() throws IOException {
        Path socket = temp.resolve("notify");
        manager = AFUNIXDatagramSocket.newInstance();
        manager.bind(AFUNIXSocketAddress.of(socket));
        manager.ensureAncillaryReceiveBufferSize(64);
        listener = UnixListener.bind(temp.resolve("s"), 0600, path -> {});
    }

    @AfterEach
    void cleanUp() {
        listener.close();
        manager.close();
        temp.close();
    }

    private String heard() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[200], 200);
        manager.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    @Test
    void itGetsADescriptorWithANameAndIsNotToDropItWhenItsPeerHangsUp() throws IOException {
        try (DescriptorStore store = DescriptorStore.ofServiceManager(
                DescriptorSocket.notifying(temp.resolve("notify").toString()))) {
            store.store("web/serial0/guest", listener.descriptor());
        }
        assertThat(heard().lines()).containsExactly("FDSTORE=1", "FDNAME=web/serial0/guest", "FDPOLL=0");
        FileDescriptor[] received = manager.getReceivedFileDescriptors();
        assertThat(received).hasSize(1);
        assertThat(received[0].valid()).isTrue();
    }

    @Test
    void itIsToldWhatItNeedNotKeepAnyMore() throws IOException {
        try (DescriptorStore store = DescriptorStore.ofServiceManager(
                DescriptorSocket.notifying(temp.resolve("notify").toString()))) {
            store.remove("one");
            store.stop(List.of("two"));
        }
        assertThat(heard().lines()).containsExactly("FDSTOREREMOVE=1", "FDNAME=one");
        assertThat(heard().lines()).containsExactly("FDSTOREREMOVE=1", "FDNAME=two");
    }
}
