package io.contee.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.net.DescriptorTransfer.Part;
import io.contee.testing.Await;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DescriptorKeeperTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final ShortTempDir temp = new ShortTempDir();
    private final Path socket = temp.resolve("keeper");

    @AfterEach
    void cleanUp() {
        temp.close();
    }

    private Thread keeper(Duration patience) {
        Thread thread = new Thread(() -> {
            try {
                DescriptorKeeper.run(socket, patience);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        Await.until("the keeper listens", () -> {
            try (DescriptorSocket connection = connect()) {
                return connection.peer().pid() > 0;
            } catch (IOException e) {
                return false;
            }
        });
        return thread;
    }

    private DescriptorSocket connect() throws IOException {
        return DescriptorSocket.connect(socket);
    }

    private static void awaitEnd(Thread keeper) {
        Await.until("the keeper ends", () -> !keeper.isAlive());
    }

    private Part take() throws IOException {
        try (DescriptorSocket connection = connect()) {
            DescriptorTransfer.ask(connection);
            return DescriptorTransfer.next(connection);
        }
    }

    @Test
    void aConnectionOutlivesWhoHasMadeIt() throws IOException {
        Thread keeper = keeper(LONG);
        UnixListener listener = UnixListener.bind(temp.resolve("s"), 0600, path -> {});
        try (SocketPeer peer = SocketPeer.connect(temp.resolve("s"));
                DescriptorStore store = DescriptorStore.ofKeeper(connect())) {
            UnixConnection accepted = listener.accept().orElseThrow();
            store.store("guest", accepted.descriptor());
            accepted.close();
            peer.write("still there");

            Part kept = take();
            assertThat(kept.name()).isEmpty();
            assertThat(kept.descriptors()).containsOnlyKeys("guest");
            try (UnixConnection again = UnixConnection.adopt(
                    Objects.requireNonNull(kept.descriptors().get("guest")))) {
                IoBuffer buffer = new IoBuffer(100);
                assertThat(again.read(buffer)).isEqualTo("still there".length());
                buffer.bytes().flip();
                again.write(buffer);
            }
            peer.awaitText("still there");
            store.stop(List.of());
            peer.awaitEnd();
        }
        awaitEnd(keeper);
        listener.close();
    }

    /** All is sent before the keeper reads anything, on connections that it accepts in the less fortunate order. */
    @Test
    void whatWasStoredBeforeARequestIsInItsAnswer() throws IOException, InterruptedException {
        DescriptorKeeper keeper = DescriptorKeeper.bind(socket, LONG);
        Thread thread;
        try (DescriptorSocket successor = connect();
                DescriptorSocket passed = connect()) {
            List<String> names = new ArrayList<>();
            try (DescriptorStore killed = DescriptorStore.ofKeeper(connect())) {
                for (int i = 0; i < 100; i++) {
                    names.add("guest" + i);
                    killed.store("guest" + i, new Descriptor(passed.fd()));
                }
            }
            DescriptorTransfer.ask(successor);
            thread = new Thread(() -> serve(keeper));
            thread.start();
            Part answer = DescriptorTransfer.next(successor);
            answer.descriptors().values().forEach(Descriptor::close);
            assertThat(answer.descriptors()).containsOnlyKeys(names);
            successor.send(StoreMessage.STOP);
        }
        thread.join();
    }

    private static void serve(DescriptorKeeper keeper) {
        try {
            keeper.serve();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatIsRemovedIsLetGo() throws IOException {
        Thread keeper = keeper(LONG);
        UnixListener listener = UnixListener.bind(temp.resolve("s"), 0600, path -> {});
        try (SocketPeer peer = SocketPeer.connect(temp.resolve("s"));
                DescriptorStore store = DescriptorStore.ofKeeper(connect())) {
            UnixConnection accepted = listener.accept().orElseThrow();
            store.store("guest", accepted.descriptor());
            accepted.close();
            store.remove("guest");
            peer.awaitEnd();
            assertThat(take().descriptors()).isEmpty();
            store.stop(List.of());
        }
        awaitEnd(keeper);
        listener.close();
    }

    @Test
    void itEndsWhenNobodyComesForWhatItKeeps() throws IOException {
        Thread keeper = keeper(Duration.ofMillis(50));
        awaitEnd(keeper);
    }
}
