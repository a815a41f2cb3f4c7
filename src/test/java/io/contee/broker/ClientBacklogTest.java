package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ClientBacklogTest {

    private final ClientBacklog backlog = new ClientBacklog(new ConsoleCounters());

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.wrap("x".repeat(count).getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void itsPositionIsThatOfTheNextByteOfTheStream() {
        backlog.startAt(1000);
        backlog.put(bytes(100));
        assertThat(backlog.position()).isEqualTo(1000);
        backlog.read(30);
        assertThat(backlog.position()).isEqualTo(1030);
        backlog.read(70);
        backlog.passed(5);
        assertThat(backlog.position()).isEqualTo(1105);
    }

    @Test
    void aReplayEndsWhereTheLiveOutputBegins() {
        backlog.startAt(1000);
        backlog.hold();
        backlog.put(bytes(10));
        backlog.replay(new byte[400]);
        assertThat(backlog.position()).isEqualTo(600);
        backlog.read(400);
        assertThat(backlog.position()).isEqualTo(1000);
    }

    @Test
    void conteesOwnWordsCountForNothing() {
        backlog.startAt(0);
        backlog.put(bytes(10));
        backlog.report("hear this");
        backlog.put(bytes(10));
        assertThat(backlog.position()).isZero();
        backlog.read(15); // into the notice
        assertThat(backlog.position()).isEqualTo(10);
        backlog.read(backlog.size() - 4);
        assertThat(backlog.position()).isEqualTo(16);
    }

    @Test
    void whatIsSkippedIsBehindItOnceTheNoticeIsTaken() {
        backlog.startAt(0);
        backlog.put(bytes(ClientBacklog.MAX_BEHIND));
        backlog.put(bytes(500));
        assertThat(backlog.position()).isZero();
        backlog.read(ClientBacklog.MAX_BEHIND / 2);
        assertThat(backlog.position()).isEqualTo(ClientBacklog.MAX_BEHIND / 2);
        backlog.put(bytes(7));
        backlog.read(backlog.size() - 7);
        assertThat(backlog.position()).isEqualTo(ClientBacklog.MAX_BEHIND + 500);
        backlog.read(7);
        assertThat(backlog.position()).isEqualTo(backlog.end());
    }
}
