package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.log.read.ReadOptions;
import io.contee.manager.DefineOptions;
import io.contee.model.ConsoleRef;
import io.contee.model.ConteeException;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client makes of daemons that end, hand over or are not there. */
class ControlTransportTest {

    private static final String DEFINED =
            "HTTP/1.1 200 OK\r\nContent-Length: 32\r\n\r\n{\"domain\":\"web\",\"uuid\":\"the-uuid\"}"
                    .replace("32", "34");

    private final ShortTempDir temp = new ShortTempDir();
    private final Path socket = temp.resolve("s");
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
        temp.close();
    }

    /** Serves each connection with the next answer: an empty one ends it without a word. */
    private ControlClient clientOf(String... answers) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        opened.add(server);
        Queue<String> left = new ArrayDeque<>(List.of(answers));
        Thread thread = new Thread(() -> {
            while (!left.isEmpty()) {
                try (SocketChannel channel = server.accept()) {
                    requests.add(head(channel));
                    ByteBuffer answer = ByteBuffer.wrap(left.remove().getBytes(StandardCharsets.US_ASCII));
                    while (answer.hasRemaining()) {
                        channel.write(answer);
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        ControlClient client = new ControlClient(socket);
        opened.add(0, client);
        return client;
    }

    private static String head(SocketChannel channel) throws IOException {
        StringBuilder head = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        while (head.indexOf("\r\n\r\n") < 0 && channel.read(buffer.clear()) >= 0) {
            head.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
        }
        return head.substring(0, head.indexOf("\r\n"));
    }

    @Test
    void aDefinitionThatARestartInterruptsIsMadeByTheNextDaemon() throws IOException {
        DefinedView defined = clientOf("", DEFINED).define("<domain/>", DefineOptions.DEFAULTS);
        assertThat(defined.domain()).isEqualTo("web");
        assertThat(requests).containsExactly("POST /domains HTTP/1.1", "POST /domains HTTP/1.1");
    }

    @Test
    void aDaemonThatHandsOverIsAskedAgain() throws IOException {
        String restarting = String.join(
                "\r\n",
                "HTTP/1.1 503 Service Unavailable",
                "Retry-After: 1",
                "Content-Length: 0",
                "Connection: close",
                "",
                "");
        assertThat(clientOf(restarting, restarting, DEFINED)
                        .define("<domain/>", DefineOptions.DEFAULTS)
                        .domain())
                .isEqualTo("web");
    }

    @Test
    void whatMustNotBeDoneTwiceIsNotAndTheMessageSaysWhatIsNotKnown() throws IOException {
        ControlClient client = clientOf("", DEFINED);
        assertThatThrownBy(() -> client.send(ConsoleRef.of("web"), false, new byte[] {1}))
                .isInstanceOf(CutOffException.class)
                .hasMessage("contee was restarted or stopped before it had answered at " + socket
                        + ": see whether what was asked for is done, and ask again");
        assertThat(requests).hasSize(1);
    }

    @Test
    void anUnavailablePartOfADaemonThatStaysIsNotWaitedFor() throws IOException {
        String unavailable =
                "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 8\r\nConnection: close\r\n\r\nno virt\n";
        ControlClient client = clientOf(unavailable, DEFINED);
        assertThatThrownBy(() -> client.define("<domain/>", DefineOptions.DEFAULTS))
                .hasMessage("no virt")
                .isInstanceOfSatisfying(
                        ConteeException.class, e -> assertThat(e.kind()).isEqualTo(ConteeException.Kind.UNAVAILABLE));
    }

    @Test
    void whyNobodyAnswersIsOneLineInPlainWords() throws IOException {
        try (ControlClient client = new ControlClient(socket)) {
            assertThatThrownBy(client::status)
                    .isInstanceOf(UnreachableException.class)
                    .hasMessage("contee does not answer at " + socket
                            + " (there is no such socket): start it with 'contee serve'");
        }
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
        }
        try (ControlClient client = new ControlClient(socket)) {
            assertThatThrownBy(client::status)
                    .isInstanceOf(UnreachableException.class)
                    .hasMessage("contee does not answer at " + socket
                            + " (nobody listens there): start it with 'contee serve'");
        }
    }

    @Test
    void anAnswerThatBreaksOffIsNoDumpOfObjects() throws IOException {
        ControlClient client = clientOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}\n{}\r\n");
        assertThatThrownBy(() -> client.domainLog(ConsoleRef.of("web"), ReadOptions.all(), new CollectedLog()))
                .isInstanceOf(CutOffException.class)
                .message()
                .hasSizeLessThan(300)
                .doesNotContain("@", "org.eclipse", "HttpConnection");
    }
}
