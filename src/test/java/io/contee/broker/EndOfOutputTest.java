package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ByteSize;
import io.contee.model.ConsoleId;
import io.contee.model.DomainId;
import io.contee.model.LogFormat;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import io.contee.testing.Await;
import io.contee.testing.SocketPeer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a CRI log ends whose guest stopped in the middle of a line. */
class EndOfOutputTest {

    private final BrokerFixture fixture = new BrokerFixture();
    private final DomainId web = BrokerFixture.domain("web");

    @AfterEach
    void close() {
        fixture.close();
    }

    private void open(DomainStart start) {
        LogPolicy cri = new LogPolicy(
                ByteSize.parse("1Mi"),
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.of(LogFormat.CRI),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        ConsoleId id = new ConsoleId(web, "serial0");
        fixture.broker.open(
                web,
                start,
                List.of(new ConsoleSpec(id, fixture.guestSocket(web, "serial0"), PodRef.of(id), Optional.of(cri))));
    }

    private List<String> records(int attempt) {
        Path log = fixture.podLogDir
                .resolve("libvirt_web_" + web.uuid())
                .resolve("serial0")
                .resolve(attempt + ".log");
        return BrokerFixture.read(log)
                .lines()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
    }

    private void awaitRecord(String record) {
        Await.until("the log has " + record, () -> records(0).contains(record));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theLastRecordOfAGuestThatStoppedIsFull(boolean writtenBefore) {
        open(DomainStart.starting(1));
        SocketPeer guest = fixture.guest(web).write("line\r\nreboot: Power dow");
        if (writtenBefore) {
            awaitRecord("stdout P reboot: Power dow");
        }
        guest.hangUp();
        fixture.broker.release(web.uuid());
        assertThat(records(0).get(records(0).size() - 1))
                .isEqualTo(writtenBefore ? "stdout F " : "stdout F reboot: Power dow");
    }

    @Test
    void aLineGoesOnWhereItsBrokerWasRestarted() {
        open(DomainStart.starting(1));
        SocketPeer first = fixture.guest(web).write("log");
        awaitRecord("stdout P log");
        first.hangUp();
        fixture.restart();
        open(DomainStart.running(1, System.nanoTime()));
        fixture.guest(web).write("in:\n").hangUp();
        fixture.broker.release(web.uuid());
        assertThat(records(0))
                .hasSize(4)
                .startsWith("stdout P log", "stdout F ")
                .endsWith("stdout F in:");
        assertThat(records(0).get(2)).startsWith("stderr F [contee: an unknown number of bytes may be lost at ");
    }

    @Test
    void theLogOfAGuestThatStoppedWhileNoBrokerServedItIsCompletedByTheNextOne() {
        open(DomainStart.starting(1));
        SocketPeer guest = fixture.guest(web).write("log");
        awaitRecord("stdout P log");
        fixture.restart();
        guest.hangUp();
        fixture.broker.releaseAllBut(Set.of(web.uuid()), System.nanoTime());
        assertThat(records(0)).containsExactly("stdout P log");
        fixture.broker.releaseAllBut(Set.of(), System.nanoTime());
        fixture.broker.releaseAllBut(Set.of(), System.nanoTime());
        assertThat(records(0)).containsExactly("stdout P log", "stdout F ");
    }

    @Test
    void theNextRunCompletesTheLogOfTheOneBefore() {
        open(DomainStart.starting(1));
        SocketPeer guest = fixture.guest(web).write("log");
        awaitRecord("stdout P log");
        fixture.restart();
        guest.hangUp();
        open(DomainStart.starting(2));
        assertThat(records(0)).containsExactly("stdout P log", "stdout F ");
    }
}
