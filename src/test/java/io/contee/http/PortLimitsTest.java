package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.http.ConnectionLimits.Bounds;
import io.contee.net.ClientSlots;
import io.contee.testing.Await;
import io.contee.testing.RunningContee;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.component.LifeCycle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TCP ports are bounded in number of connections, per peer and in time, and answer only to their own names. */
class PortLimitsTest {

    private static final String GET = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) Await.LIMIT.toMillis());
        return socket;
    }

    private static Socket send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String status(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        return new String(in.readNBytes(12), StandardCharsets.US_ASCII);
    }

    private static boolean isEnded(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource({"localhost, 200", "127.0.0.1:9, 200", "'[::1]', 200", "attacker.example, 421", "10.0.0.1, 421"})
    void theMetricsPortAnswersToItsOwnNamesOnly(String host, String status) throws IOException {
        try (RunningContee running = new RunningContee();
                MetricsServer server =
                        MetricsServer.start(running.contee(), InetSocketAddress.createUnresolved("127.0.0.1", 0));
                Socket socket = connect(server.port())) {
            send(socket, GET.replace("localhost", host));
            assertThat(status(socket)).isEqualTo("HTTP/1.1 " + status);
        }
    }

    @Test
    void manyConnectionsOfOneUserLeaveThePortAndTheDescriptorsToOthers() throws IOException {
        List<Socket> sockets = new ArrayList<>();
        try (RunningContee running = new RunningContee();
                MetricsServer server =
                        MetricsServer.start(running.contee(), InetSocketAddress.createUnresolved("127.0.0.1", 0))) {
            int bound = JettyTcp.BOUNDS.ofPeer();
            for (int i = 0; i < 3 * bound; i++) {
                sockets.add(connect(server.port()));
            }
            // Which ones is not certain: Jetty opens connections in several threads.
            Await.until(
                    "all but those of the bound are ended",
                    () -> sockets.stream().filter(PortLimitsTest::hasEnded).count() == 2L * bound);
            try (Socket other = connect(server.port())) {
                assertThat(status(send(other, GET))).isEqualTo("HTTP/1.1 200");
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    /** Answers at once. */
    private static final class Answering extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            callback.succeeded();
            return true;
        }
    }

    /** A server whose clock the test moves. */
    private static final class LimitedServer implements AutoCloseable {
        private final Server server = new Server();
        private final ServerConnector connector = new ServerConnector(server, 1, 1);
        private final ConnectionLimits limits;
        private final AtomicLong now = new AtomicLong();

        LimitedServer(Bounds bounds) throws Exception {
            server.addConnector(connector);
            limits = new ConnectionLimits(
                    new Answering(), bounds, () -> ClientSlots.ofProcess(() -> 0), server.getScheduler(), now::get);
            connector.addBean(limits, false);
            server.setHandler(limits);
            server.start();
        }

        @Override
        public void close() {
            LifeCycle.stop(server);
        }
    }

    @Test
    void aHeadThatComesByteByByteIsEndedInTimeAndAnIdleConnectionIsNot() throws Exception {
        try (LimitedServer server = new LimitedServer(new Bounds(100, 100, Duration.ofSeconds(10)));
                Socket idle = connect(server.connector.getLocalPort());
                Socket slow = connect(server.connector.getLocalPort())) {
            assertThat(status(send(idle, GET))).isEqualTo("HTTP/1.1 200");
            Await.until("the slow one is late", () -> {
                try {
                    send(slow, "G");
                } catch (IOException e) {
                    return true;
                }
                server.now.addAndGet(Duration.ofSeconds(3).toNanos());
                server.limits.closeLate();
                return hasEnded(slow);
            });
            assertThat(idle.getInputStream().available()).isPositive();
            idle.getInputStream().skip(idle.getInputStream().available());
            assertThat(status(send(idle, GET))).isEqualTo("HTTP/1.1 200");
        }
    }

    private static boolean hasEnded(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void aServerWithoutConnectionsDoesNotWake() throws Exception {
        try (LimitedServer server = new LimitedServer(new Bounds(100, 100, Duration.ofSeconds(10)))) {
            assertThat(server.limits.isChecking()).isFalse();
            try (Socket one = connect(server.connector.getLocalPort())) {
                assertThat(status(send(one, GET))).isEqualTo("HTTP/1.1 200");
                assertThat(server.limits.isChecking()).isTrue();
            }
            Await.until("the checks end", () -> !server.limits.isChecking());
        }
    }

    @Test
    void theNumberOfAllConnectionsIsBounded() throws Exception {
        try (LimitedServer server = new LimitedServer(new Bounds(1, 100, Duration.ofSeconds(10)));
                Socket first = connect(server.connector.getLocalPort())) {
            assertThat(status(send(first, GET))).isEqualTo("HTTP/1.1 200");
            // The client may have the answer before the server has noted that it is complete.
            Await.until("a second one takes its place", () -> {
                try (Socket second = connect(server.connector.getLocalPort())) {
                    return status(send(second, GET)).equals("HTTP/1.1 200");
                } catch (IOException e) {
                    return false;
                }
            });
            first.getInputStream().skip(first.getInputStream().available());
            assertThat(isEnded(first)).isTrue();
        }
    }
}
