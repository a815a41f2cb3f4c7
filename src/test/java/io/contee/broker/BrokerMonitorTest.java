package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.AttachOptions;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.LogKind;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import io.contee.stats.ConsoleFigures;
import io.contee.stats.LogFigures;
import io.contee.testing.Await;
import io.contee.testing.RecordingListener;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BrokerMonitorTest {

    private final BrokerFixture fixture = new BrokerFixture();
    private final DomainId web = BrokerFixture.domain("web");

    @AfterEach
    void close() {
        fixture.close();
    }

    private ConsoleFigures figures() {
        assertThat(fixture.broker.monitor().consoles()).hasSize(1);
        return fixture.broker.monitor().consoles().get(0);
    }

    private static LogFigures log(ConsoleFigures console, LogKind kind) {
        return console.logs().stream()
                .filter(log -> log.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private SocketPeer startGuest() {
        fixture.open(web, DomainStart.starting(1));
        return fixture.guest(web);
    }

    @Test
    void countsWhatPasses() {
        SocketPeer guest = startGuest();
        SocketPeer client = fixture.client(web);
        guest.write("one\ntwo\nthree\n");
        client.awaitText("three\n");
        client.write("typed");
        guest.awaitText("typed");
        Await.until(
                "it is in the logs",
                () -> figures().writes().count() > 0
                        && log(figures(), LogKind.POD).records() == 3);
        ConsoleFigures figures = figures();
        assertThat(figures.id().toString()).isEqualTo("web/serial0");
        assertThat(figures.connected()).isTrue();
        assertThat(figures.clients()).isEqualTo(1);
        assertThat(figures.bytesOut()).isEqualTo(14);
        assertThat(figures.bytesIn()).isEqualTo(5);
        assertThat(figures.lostBytes()).isZero();
        assertThat(log(figures, LogKind.RAW).bytesOnDisk()).isEqualTo(14);
        assertThat(log(figures, LogKind.RAW).limit()).isEqualTo(2 * (16 << 20));
        assertThat(log(figures, LogKind.POD).bytesOnDisk())
                .isEqualTo(fixture.status(web).podLog().orElseThrow().toFile().length());

        client.close();
        guest.close();
        Await.until(
                "both have gone", () -> figures().clients() == 0 && !figures().connected());
        fixture.broker.release(web.uuid());
        assertThat(fixture.broker.monitor().consoles()).isEmpty();
    }

    @Test
    void countsWhatASlowClientMisses() {
        SocketPeer guest = startGuest();
        RecordingListener slow = new RecordingListener();
        slow.stopReading();
        fixture.broker
                .attachments()
                .attach(
                        fixture.status(web).id(),
                        new AttachOptions(WriteAccess.READ_ONLY, Replay.NONE),
                        new ClientPeer(() -> "somebody", OptionalLong.empty()),
                        slow);
        guest.write("x".repeat(1 << 20));
        Await.until("it is read", () -> figures().bytesOut() == 1 << 20);
        assertThat(figures().clientSkippedBytes()).isPositive();
        assertThat(figures().clientGaps()).isEqualTo(1);
        slow.readOn();
        slow.awaitText(" bytes skipped]");
        assertThat(figures().lostBytes()).isZero();
    }

    @Test
    void allIsWellWhereGuestsAndDisksAreServed() {
        startGuest();
        assertThat(fixture.broker.monitor().socketFaults()).isEmpty();
        assertThat(fixture.broker.monitor().logFaults()).isEmpty();
    }

    @Test
    void tellsOfASocketThatIsGone() throws IOException {
        startGuest();
        Path socket = fixture.guestSocket(web, "serial0");
        Files.delete(socket);
        assertThat(fixture.broker.monitor().socketFaults())
                .containsExactly("web/serial0: its socket " + socket + " is gone: restart contee");
    }

    @Test
    void tellsOfAConsoleThatCouldNotBeServedUntilItIs() throws IOException {
        Path directory = fixture.consolesDir.resolve(web.uuid().toString());
        Path inTheWay = directory.resolve("serial0.guest");
        Files.createDirectories(inTheWay.resolve("full"));
        assertThatThrownBy(() -> fixture.open(web, DomainStart.starting(1))).isInstanceOf(ConteeException.class);
        assertThat(fixture.broker.monitor().socketFaults()).singleElement().satisfies(fault -> assertThat(fault)
                .startsWith("web/serial0: ")
                .contains(inTheWay.toString()));
        Files.delete(inTheWay.resolve("full"));
        Files.delete(inTheWay);
        fixture.open(web, DomainStart.running(1, System.nanoTime()));
        assertThat(fixture.broker.monitor().socketFaults()).isEmpty();
    }

    @Test
    void tellsOfALogThatCannotBeWritten() throws IOException {
        Path inTheWay = fixture.logDir.resolve("web");
        Files.createDirectories(fixture.logDir);
        Files.writeString(inTheWay, "no directory");
        startGuest();
        assertThat(fixture.broker.monitor().logFaults()).singleElement().satisfies(fault -> assertThat(fault)
                .startsWith("web/serial0: raw log " + inTheWay + "/serial0.log: cannot open"));
        assertThat(log(figures(), LogKind.RAW).errors()).isEqualTo(1);
        assertThat(log(figures(), LogKind.RAW).bytesOnDisk()).isLessThanOrEqualTo(0);
    }

    @Test
    void tellsOfADirectoryOfLogsThatIsNone() throws IOException {
        Files.writeString(fixture.podLogDir, "no directory");
        assertThat(fixture.broker.monitor().logFaults())
                .containsExactly(
                        fixture.podLogDir + " is not a directory that contee may write to: check logDir and podLogDir");
    }

    @Test
    void itsLoopsAreSeenToWork() {
        assertThat(fixture.broker.monitor().loops())
                .hasSize(Runtime.getRuntime().availableProcessors());
        Await.until("each has been asked twice", () -> fixture.broker.monitor().loops().stream()
                .allMatch(loop -> loop.lag().count() >= 2));
        assertThat(fixture.broker.monitor().loops())
                .allSatisfy(loop -> assertThat(loop.silentSeconds()).isBetween(0.0, Await.LIMIT.toSeconds() * 1.0));
    }
}
