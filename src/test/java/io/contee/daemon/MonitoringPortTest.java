package io.contee.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.contee.testing.Await;
import io.contee.testing.LogCapture;
import io.contee.testing.RunningContee;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MonitoringPortTest {

    private static final Duration RETRY = Duration.ofMillis(10);

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void waitsForAPortThatAnotherHolds() throws IOException {
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        int port = other.getLocalPort();
        try (LogCapture messages = new LogCapture(MonitoringPort.class);
                RunningContee running = new RunningContee()) {
            try (MonitoringPort waiting = MonitoringPort.open(
                    running.contee(), InetSocketAddress.createUnresolved("127.0.0.1", port), RETRY)) {
                assertThat(waiting).isNotNull();
                try (other) {
                    Await.until("it is told", () -> !messages.texts(Level.WARN).isEmpty());
                }
                Await.until("it is served", () -> !messages.texts(Level.INFO).isEmpty());
                assertThat(answers(port)).isTrue();
            }
            assertThat(answers(port)).isFalse();
            assertThat(messages.texts(Level.WARN)).singleElement().satisfies(text -> assertThat(text)
                    .startsWith("cannot serve metrics at 127.0.0.1:" + port + ": Address already in use"));
        }
    }

    @Test
    void endsWhileItWaits() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LogCapture messages = new LogCapture(MonitoringPort.class);
                RunningContee running = new RunningContee();
                MonitoringPort waiting = MonitoringPort.open(
                        running.contee(),
                        InetSocketAddress.createUnresolved("127.0.0.1", other.getLocalPort()),
                        Duration.ofDays(1))) {
            Await.until("it is told", () -> !messages.texts(Level.WARN).isEmpty());
            assertThat(waiting).isNotNull();
        }
    }
}
