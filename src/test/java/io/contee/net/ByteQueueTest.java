package io.contee.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteQueueTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Path socket = temp.resolve("s");
    private final UnixListener listener = UnixListener.bind(socket, 0600, path -> {});
    private final SocketPeer reader = SocketPeer.connect(socket);
    private final IoBuffer scratch = new IoBuffer(1000);
    private UnixConnection peer;

    @BeforeEach
    void accept() throws IOException {
        peer = listener.accept().orElseThrow();
    }

    @AfterEach
    void closeAll() {
        reader.close();
        peer.close();
        listener.close();
        temp.close();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void takesUpToItsLimitAndLeavesTheRest() {
        ByteQueue queue = new ByteQueue(5);
        ByteBuffer source = bytes("abcdefg");
        queue.put(source);
        assertThat(queue.size()).isEqualTo(5);
        assertThat(source.remaining()).isEqualTo(2);
        queue.put(source);
        assertThat(source.remaining()).isEqualTo(2);
    }

    @Test
    void isEmptyWhenItIsNewDrainedOrCleared() throws IOException {
        ByteQueue queue = new ByteQueue(5);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.drain(peer, scratch)).isZero();
        queue.put(bytes("ab"));
        assertThat(queue.isEmpty()).isFalse();
        assertThat(queue.drain(peer, scratch)).isEqualTo(2);
        assertThat(queue.isEmpty()).isTrue();
        queue.put(bytes("cd"));
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        queue.put(bytes("ef"));
        queue.drain(peer, scratch);
        assertThat(reader.awaitBytes(4)).asString().isEqualTo("abef");
    }

    @Test
    void keepsWhatThePeerDoesNotTake() throws IOException {
        int limit = 4 << 20; // more than a socket's buffer
        ByteQueue queue = new ByteQueue(limit);
        byte[] sent = new byte[limit];
        new Random(1).nextBytes(sent);
        queue.put(ByteBuffer.wrap(sent));
        int taken = queue.drain(peer, scratch);
        assertThat(taken).isPositive().isLessThan(limit);
        assertThat(queue.size()).isEqualTo(limit - taken);
        while (!queue.isEmpty()) {
            reader.awaitBytes(taken);
            taken += queue.drain(peer, scratch);
        }
        assertThat(reader.awaitBytes(limit)).isEqualTo(sent);
    }

    /** Puts and drains at random, beside a plain queue that does the same. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 1000, 70_000})
    void holdsWhatAQueueHolds(int limit) throws IOException {
        Random random = new Random(limit);
        ByteQueue queue = new ByteQueue(limit);
        ArrayDeque<Byte> model = new ArrayDeque<>();
        List<Byte> expected = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            if (random.nextInt(3) > 0) {
                byte[] chunk = new byte[random.nextInt(2 * limit)];
                random.nextBytes(chunk);
                ByteBuffer source = ByteBuffer.wrap(chunk);
                queue.put(source);
                int taken = Math.min(chunk.length, limit - model.size());
                assertThat(source.position()).isEqualTo(taken);
                for (int i = 0; i < taken; i++) {
                    model.add(chunk[i]);
                }
            } else if (random.nextInt(20) == 0) {
                queue.clear();
                model.clear();
            } else {
                int drained = queue.drain(peer, scratch);
                for (int i = 0; i < drained; i++) {
                    expected.add(model.remove());
                }
                reader.awaitBytes(expected.size());
            }
            assertThat(queue.size()).isEqualTo(model.size());
            assertThat(queue.isEmpty()).isEqualTo(model.isEmpty());
        }
        byte[] received = reader.awaitBytes(expected.size());
        assertThat(received).hasSize(expected.size());
        for (int i = 0; i < received.length; i++) {
            if (received[i] != expected.get(i)) {
                throw new AssertionError("byte " + i + " differs");
            }
        }
    }
}
