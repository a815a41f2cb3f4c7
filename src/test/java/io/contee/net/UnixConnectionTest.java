package io.contee.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.testing.Await;
import io.contee.testing.ConnectingProcess;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnixConnectionTest {

    private final ShortTempDir temp = new ShortTempDir();
    private final Path socket = temp.resolve("s");
    private final UnixListener listener = UnixListener.bind(socket, 0600, path -> {});
    private final IoBuffer buffer = new IoBuffer(64 << 10);
    private UnixConnection near;
    private UnixConnection far;

    @BeforeEach
    void connect() throws IOException {
        near = UnixConnection.connect(socket);
        far = listener.accept().orElseThrow();
    }

    @AfterEach
    void closeAll() {
        near.close();
        far.close();
        listener.close();
        temp.close();
    }

    private int send(UnixConnection connection, String text) throws IOException {
        buffer.bytes().clear().put(text.getBytes(StandardCharsets.UTF_8)).flip();
        return connection.write(buffer);
    }

    private String received(UnixConnection connection) throws IOException {
        buffer.bytes().clear();
        int count = connection.read(buffer);
        assertThat(buffer.bytes().flip().remaining()).isEqualTo(count);
        return StandardCharsets.UTF_8.decode(buffer.bytes()).toString();
    }

    @Test
    void whatOneSideWritesTheOtherReads() throws IOException {
        assertThat(send(near, "login: ")).isEqualTo(7);
        assertThat(received(far)).isEqualTo("login: ");
        send(far, "root\n");
        assertThat(received(near)).isEqualTo("root\n");
    }

    @Test
    void readingAddsBehindWhatTheBufferHolds() throws IOException {
        send(near, "def");
        buffer.bytes().clear().put("abc".getBytes(StandardCharsets.US_ASCII));
        assertThat(far.read(buffer)).isEqualTo(3);
        assertThat(StandardCharsets.US_ASCII.decode(buffer.bytes().flip()).toString())
                .isEqualTo("abcdef");
    }

    @Test
    void readingDoesNotWait() throws IOException {
        buffer.bytes().clear();
        assertThat(far.read(buffer)).isEqualTo(UnixConnection.WOULD_BLOCK);
        assertThat(buffer.bytes().position()).isZero();
    }

    @Test
    void aFullBufferIsNoEnd() throws IOException {
        send(near, "more");
        buffer.bytes().clear().position(buffer.bytes().limit());
        assertThat(far.read(buffer)).isEqualTo(UnixConnection.WOULD_BLOCK);
        assertThat(received(far)).isEqualTo("more");
    }

    @Test
    void whatWasWrittenBeforeTheEndIsReadBeforeIt() throws IOException {
        send(near, "bye");
        near.close();
        assertThat(received(far)).isEqualTo("bye");
        buffer.bytes().clear();
        assertThat(far.read(buffer)).isEqualTo(UnixConnection.END);
        assertThat(far.read(buffer)).isEqualTo(UnixConnection.END);
    }

    @Test
    void writingStopsWhereThePeerTakesNoMoreAndGoesOnWhenItReads() throws IOException {
        int total = 0;
        int taken;
        do {
            buffer.bytes().clear();
            taken = near.write(buffer);
            assertThat(buffer.bytes().position()).isEqualTo(taken);
            total += taken;
        } while (taken > 0);
        assertThat(total).isPositive();
        int read = 0;
        while (read < total) {
            buffer.bytes().clear();
            read += far.read(buffer);
        }
        assertThat(read).isEqualTo(total);
        assertThat(send(near, "again")).isEqualTo(5);
        assertThat(received(far)).isEqualTo("again");
    }

    @Test
    void writingToAPeerThatWentAwayFailsWithoutASignal() {
        far.close();
        assertThatThrownBy(() -> send(near, "x"))
                .isInstanceOf(IOException.class)
                .hasMessage("write to a unix socket: Broken pipe");
    }

    @Test
    void theKernelTellsWhoThePeerIs() throws IOException {
        int pid = (int) ProcessHandle.current().pid();
        int uid = (int) Files.getAttribute(socket, "unix:uid");
        int gid = (int) Files.getAttribute(socket, "unix:gid");
        assertThat(far.peer()).isEqualTo(new PeerCredentials(pid, uid, gid));
        assertThat(near.peer()).isEqualTo(new PeerCredentials(pid, uid, gid));
    }

    @Test
    void theCredentialsAreThoseOfAnotherProcess() throws Exception {
        Process other = ConnectingProcess.start(socket);
        try {
            List<UnixConnection> accepted = new ArrayList<>();
            Await.until("the process connects", () -> {
                try {
                    listener.accept().ifPresent(accepted::add);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return !accepted.isEmpty();
            });
            try (UnixConnection connection = accepted.get(0)) {
                assertThat(connection.peer().pid()).isEqualTo((int) other.pid());
            }
        } finally {
            other.destroy();
            other.waitFor();
        }
    }

    @Test
    void connectingWhereNobodyListensNamesThePlace() {
        listener.close();
        assertThatThrownBy(() -> UnixConnection.connect(socket))
                .isInstanceOf(IOException.class)
                .hasMessage("connect to " + socket + ": No such file or directory");
    }

    @Test
    void closingTwiceClosesNobodyElsesDescriptor() throws IOException {
        far.close();
        List<UnixConnection> opened = new ArrayList<>();
        try {
            UnixConnection other =
                    Descriptors.reopen(far.fd(), () -> UnixConnection.connect(socket), UnixConnection::fd, opened);
            far.close();
            assertThat(other.peer().pid()).isPositive();
        } finally {
            opened.forEach(UnixConnection::close);
        }
    }
}
