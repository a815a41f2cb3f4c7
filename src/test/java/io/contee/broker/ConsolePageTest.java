package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConsoleId;
import io.contee.net.IoBuffer;
import io.contee.net.UnixConnection;
import io.contee.net.UnixListener;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a page tells the next process of the clients that this one has. */
class ConsolePageTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Path file = temp.resolve("serial0.page");
    private final UnixListener listener = UnixListener.bind(temp.resolve("s"), 0600, path -> {});
    private final IoBuffer output = new IoBuffer(1 << 20);
    private UnixConnection near;
    private UnixConnection far;
    private ConsolePage.Client client;
    private KeptClient kept;

    @BeforeEach
    void connect() throws IOException {
        near = UnixConnection.connect(temp.resolve("s"));
        far = listener.accept().orElseThrow();
        ConsolePage page = SessionFiles.begin(file);
        page.addClient(0).orElseThrow().setPosition(7);
        client = page.addClient(0).orElseThrow();
        client.setPosition(40);
        kept = new KeptClient(
                client, new KeptConsole(KeptDescriptors.none(), new ConsoleId(BrokerFixture.domain("web"), "serial0")));
    }

    @AfterEach
    void cleanUp() {
        near.close();
        far.close();
        listener.close();
        temp.close();
    }

    private static long[] positionsInTheNextProcess(Path file) throws IOException {
        return SessionFiles.resume(file).orElseThrow().clients().stream()
                .mapToLong(ConsolePage.Client::position)
                .toArray();
    }

    private int received() throws IOException {
        int total = 0;
        int count;
        do {
            output.bytes().clear();
            count = far.read(output);
            total += Math.max(0, count);
        } while (count > 0);
        return total;
    }

    @Test
    void whatAClientWasSentIsKnown() throws IOException {
        output.bytes().limit(100);
        assertThat(kept.send(near, output, 40)).isEqualTo(100);
        assertThat(received()).isEqualTo(100);
        assertThat(positionsInTheNextProcess(file)).containsExactly(7, 140);
        assertThat(positionsInTheNextProcess(file)).containsExactly(7, 140);
    }

    @Test
    void whatAClientWasSentIsKnownThoughTheProcessWasKilledRightAfter() throws IOException {
        output.bytes().limit(100);
        client.beginSend(40).send(near, output);
        assertThat(positionsInTheNextProcess(file)).containsExactly(7, 140);
        assertThat(positionsInTheNextProcess(file)).containsExactly(7, 140);
    }

    @Test
    void aClientThatTookAPartHasThatAndNoMore() throws IOException {
        int taken = client.beginSend(40).send(near, output);
        assertThat(taken).isPositive().isLessThan(output.bytes().capacity());
        assertThat(output.bytes().position()).isEqualTo(taken);
        assertThat(positionsInTheNextProcess(file)).containsExactly(7, 40 + taken);
        assertThat(received()).isEqualTo(taken);
    }

    @Test
    void whatWasNotSentBeforeAKillIsNotTakenForSent() throws IOException {
        output.bytes().limit(100);
        kept.send(near, output, 40);
        client.beginSend(140);
        assertThat(positionsInTheNextProcess(file)).containsExactly(7, 140);
    }

    @Test
    void whatWasSentBeforeAKillCountsOnceThoughItTookTwoCalls() throws IOException {
        output.bytes().limit(100);
        int first = client.beginSend(40).send(near, output);
        client.setPosition(40 + first);
        output.bytes().clear().limit(10);
        client.beginSend(40 + first).send(near, output);
        assertThat(positionsInTheNextProcess(file)).containsExactly(7, 150);
    }

    @Test
    void aClientThatTakesNothingHasGotNothing() throws IOException {
        while (kept.send(near, output, 40) > 0) {
            output.bytes().clear();
        }
        assertThat(client.position()).isEqualTo(40);
    }

    @Test
    void aClientThatHasGoneTakesNothingAndFails() throws IOException {
        far.close();
        output.bytes().limit(100);
        assertThatThrownBy(() -> kept.send(near, output, 40))
                .isInstanceOf(IOException.class)
                .hasMessage("write to a unix socket: Broken pipe");
        assertThat(positionsInTheNextProcess(file)).containsExactly(7, 40);
    }

    @Test
    void thePageHasRoomForEachClientThatAConsoleTakes() throws IOException {
        ConsolePage page = SessionFiles.begin(temp.resolve("full.page"));
        for (int i = 0; i < ConsoleClients.MAX_CLIENTS; i++) {
            page.addClient(i).orElseThrow().setPosition(i);
        }
        assertThat(page.addClient(0)).isEmpty();
        output.bytes().limit(100);
        ConsolePage.Client last = page.clients().get(ConsoleClients.MAX_CLIENTS - 1);
        last.beginSend(99).send(near, output);
        long[] positions = positionsInTheNextProcess(temp.resolve("full.page"));
        assertThat(positions)
                .hasSize(ConsoleClients.MAX_CLIENTS)
                .startsWith(0, 1, 2)
                .endsWith(98, 199);
    }
}
