package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.contee.testing.Await;
import io.contee.testing.RunningContee;
import io.contee.testing.SocketPeer;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever arrives at the control socket is answered, or the connection closed, and the next one is served. */
class ControlFuzz {

    /** Lives as long as the JVM, which runs nothing else. */
    private static final RunningContee RUNNING = new RunningContee(Duration.ofMillis(300));

    static {
        RUNNING.startGuest().write("one\ntwo\n");
    }

    static Stream<byte[]> seeds() {
        return Stream.of(
                        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n",
                        "GET /domains/web/log?tail=1&since=2h HTTP/1.1\r\nHost: x\r\nAccept: application/x-ndjson\r\n\r\n",
                        "GET /logs/web/serial0?namespace=libvirt HTTP/1.0\r\n\r\n",
                        "POST /hook/started/begin HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n<domain/>",
                        "POST /domains/web/send HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nls\r\n0\r\n\r\n",
                        "GET /domains/web/attach?access=read-only HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: "
                                + "websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                                + "AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n\u0081\u0080\0\0\0\0")
                .map(request -> request.getBytes(StandardCharsets.ISO_8859_1));
    }

    @MethodSource("seeds")
    @DictionaryEntries({"Content-Length: -1", "Expect: 100-continue", "%00", "%2e%2e/", "?follow=false", "HTTP/2.0"})
    @FuzzTest(maxDuration = "8s")
    void anyRequest(byte[] request) {
        try (SocketPeer peer =
                SocketPeer.connect(RUNNING.config().directories().run().controlSocket())) {
            try {
                peer.write(request);
                peer.endOutput();
            } catch (UncheckedIOException e) {
                // It was closed before the end, which is an answer.
            }
            assertThat(new String(peer.awaitEnd(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("\tat ", "Exception", "org.eclipse", "io.contee");
        }
        Await.until("the next one is served", ControlFuzz::serves);
    }

    private static boolean serves() {
        try (SocketPeer next =
                SocketPeer.connect(RUNNING.config().directories().run().controlSocket())) {
            next.write("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            return new String(next.awaitEnd(), StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 200 ");
        }
    }
}
