package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.AttachOptions;
import io.contee.model.ConsoleRef;
import io.contee.testing.Await;
import io.contee.testing.ConteeDaemon;
import io.contee.testing.RecordingListener;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No number of clients takes the descriptors that guests need: a daemon with 256 of them, and more clients than that. */
class DescriptorReserveTest {

    private static final int OPEN_FILES = 256;

    /** Fewer than a console may have, and fewer than its socket lets wait. */
    private static final int CONSOLE_CLIENTS = 60;

    private static final int HTTP_CLIENTS = 150;

    private final ConteeDaemon contee = new ConteeDaemon("", OPEN_FILES);
    private final List<SocketPeer> peers = new ArrayList<>();

    @AfterEach
    void close() {
        peers.forEach(SocketPeer::close);
        contee.close();
    }

    private SocketPeer connect(Path socket) {
        SocketPeer peer = SocketPeer.connect(socket);
        peers.add(peer);
        return peer;
    }

    private SocketPeer startGuest(String domain) {
        SocketPeer guest = connect(ConteeDaemon.guestSocket(contee.prepare(domain)));
        Await.until("the guest is connected", () -> contee.console(domain).connected());
        return guest;
    }

    private String answer(String target) {
        try (SocketPeer peer = SocketPeer.connect(contee.controlSocket())) {
            peer.write("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return new String(peer.awaitEnd(), StandardCharsets.UTF_8);
        }
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aGuestIsCapturedWhileClientsHoldAllThatTheyMay() {
        startGuest("early").write("early output\r\n");
        Path clientSocket = Path.of(contee.console("early").clientSocket());
        for (int i = 0; i < CONSOLE_CLIENTS; i++) {
            connect(clientSocket);
        }
        for (int i = 0; i < HTTP_CLIENTS; i++) {
            connect(contee.controlSocket());
        }
        String refusal = "refused: clients hold all ";
        Await.until("a client is refused with the reason", () -> {
            try (SocketPeer client = SocketPeer.connect(clientSocket)) {
                return new String(client.awaitEnd(), StandardCharsets.UTF_8).contains(refusal);
            }
        });

        startGuest("late").write("late output\r\n");
        Path log = contee.directory().resolve("l/late/serial0.log");
        Await.until("it is captured", () -> read(log).contains("late output"));
        assertThat(answer("/metrics"))
                .contains("\ncontee_clients_refused_total ")
                .contains(" 200 OK");
        assertThat(answer("/domains/late/log")).contains(" 503 ").contains("clients hold all ");
        try (ControlClient client = contee.client()) {
            assertThatThrownBy(
                            () -> client.attach(ConsoleRef.of("late"), AttachOptions.DEFAULTS, new RecordingListener()))
                    .hasMessageContaining("contee cannot attach one more client at ");
        }
        assertThat(contee.log()).contains("WARN  refusing clients: clients hold all ");

        peers.subList(1, 1 + CONSOLE_CLIENTS).forEach(SocketPeer::close);
        Await.until("there are slots again", () -> answer("/domains/late/log").contains("late output"));
    }

    @Test
    void aWebSocketHoldsItsSlotUntilItEnds() {
        startGuest("web");
        String used = used();
        SocketPeer client = connect(contee.controlSocket());
        client.write("""
                GET /domains/web/attach HTTP/1.1
                Host: localhost
                Connection: Upgrade
                Upgrade: websocket
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

                """.replace("\n", "\r\n"));
        client.awaitText(" 101 ");
        Await.until("it has a slot", () -> !used().equals(used));
        client.close();
        Await.until("the slot is free", () -> used().equals(used));
    }

    private String used() {
        return answer("/metrics")
                .lines()
                .filter(line -> line.startsWith("contee_client_slots_used "))
                .findFirst()
                .orElseThrow();
    }
}
