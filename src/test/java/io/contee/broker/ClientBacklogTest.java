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
        backlog.take(30);
        assertThat(backlog.position()).isEqualTo(1030);
        backlog.take(70);
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
        backlog.take(400);
        assertThat(backlog.position()).isEqualTo(1000);
    }

    @Test
    void conteesOwnWordsCountForNothing() {
        backlog.startAt(0);
        backlog.put(bytes(10));
        backlog.tell("hear this");
        backlog.put(bytes(10));
        assertThat(backlog.position()).isZero();
        backlog.take(15); // into the notice
        assertThat(backlog.position()).isEqualTo(10);
        backlog.take(backlog.size() - 4);
        assertThat(backlog.position()).isEqualTo(16);
    }

    @Test
    void whatIsSkippedIsBehindItOnceTheNoticeIsTaken() {
        backlog.startAt(0);
        backlog.put(bytes(ClientBacklog.MAX_BEHIND));
        backlog.put(bytes(500));
        assertThat(backlog.position()).isZero();
        backlog.take(ClientBacklog.MAX_BEHIND / 2);
        assertThat(backlog.position()).isEqualTo(ClientBacklog.MAX_BEHIND / 2);
        backlog.put(bytes(7));
        backlog.take(backlog.size() - 7);
        assertThat(backlog.position()).isEqualTo(ClientBacklog.MAX_BEHIND + 500);
        backlog.take(7);
        assertThat(backlog.position()).isEqualTo(backlog.end());
    }
}
