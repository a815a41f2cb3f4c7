package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ByteSize;
import io.contee.model.ConsoleId;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.Durability;
import io.contee.model.LogKind;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import io.contee.net.Descriptor;
import io.contee.testing.Await;
import io.contee.testing.ShortTempDir;
import io.contee.testing.SocketPeer;
import io.contee.testing.TestSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a broker makes of what another one has left, as it would be after a kill at one point or another. */
class StreamRecoveryTest {

    private static final LogPolicy POLICY = new LogPolicy(ByteSize.parse("1Mi"), 3);

    private final ShortTempDir temp = new ShortTempDir();
    private final DomainId domain = BrokerFixture.domain("web");
    private final ConsoleId id = new ConsoleId(domain, "serial0");
    private final Path domainDir =
            temp.resolve("r/consoles").resolve(domain.uuid().toString());
    private final Path rawLog = temp.resolve("l/web/serial0.log");
    private final Path podLog =
            temp.resolve("p").resolve("libvirt_web_" + domain.uuid()).resolve("serial0/0.log");
    private KeptDescriptors kept = KeptDescriptors.none();
    private Broker broker = newBroker(Durability.DEFAULT);
    private SocketPeer guest;

    @BeforeEach
    void startGuest() {
        broker.open(
                domain,
                DomainStart.starting(1),
                List.of(new ConsoleSpec(id, domainDir.resolve("serial0.guest"), PodRef.of(id), Optional.empty())));
        guest = SocketPeer.connect(domainDir.resolve("serial0.guest"));
        Await.until("the guest is connected", () -> broker.isConnected(id));
    }

    @AfterEach
    void cleanUp() {
        guest.close();
        broker.close();
        temp.close();
    }

    private Broker newBroker(Durability durability) {
        return new Broker(
                TestSettings.broker(temp.path(), POLICY, durability, (pid, guest) -> {}),
                InstantSource.system(),
                DomainJournal.NONE,
                kept);
    }

    private void succeed(Consumer<ConsolePage> tamper) throws IOException {
        succeed(Durability.DEFAULT, tamper);
    }

    /** Lets another broker follow, with the page as a killed one would have left it. */
    private void succeed(Durability durability, Consumer<ConsolePage> tamper) throws IOException {
        broker.handOver();
        Map<String, Descriptor> left = kept.all();
        tamper.accept(SessionFiles.resume(domainDir.resolve("serial0.page")).orElseThrow());
        kept = new KeptDescriptors(left, true, Optional.empty());
        broker = newBroker(durability);
    }

    private void awaitLogs(String text) {
        Await.until("the raw log has '" + text + "'", () -> raw().contains(text));
        Await.until("the pod log has '" + text + "'", () -> pod().contains(text));
    }

    private String raw() {
        return BrokerFixture.read(rawLog);
    }

    private String pod() {
        return Files.exists(podLog) ? BrokerFixture.podText(podLog) : "";
    }

    @Test
    void theGuestStaysConnectedAndItsAttemptGoesOn() throws IOException {
        guest.write("one\n");
        awaitLogs("one\n");
        succeed(page -> {});
        guest.write("two\n");
        awaitLogs("two\n");
        assertThat(raw()).isEqualTo("one\ntwo\n");
        assertThat(pod()).isEqualTo("one\ntwo\n");
        assertThat(broker.consoles().get(0).bytesOut()).isEqualTo(8);
    }

    @Test
    void whatWasReadAndIsInNoLogIsMarkedInAll() throws IOException {
        guest.write("one\n");
        awaitLogs("one\n");
        succeed(page -> page.setReadUpTo(page.readUpTo() + 1000));
        guest.write("two\n");
        awaitLogs("two\n");
        assertThat(raw()).matches("one\n\\[contee: 1000 bytes lost at [^]]*]\ntwo\n");
        assertThat(pod()).matches("one\n\\[contee: 1000 bytes lost at [^]]*]\ntwo\n");
    }

    @Test
    void aReadThatMayHaveBeenUnderWayIsMarkedAsSuch() throws IOException {
        guest.write("one\n");
        awaitLogs("one\n");
        succeed(page -> page.setReading(true));
        guest.write("two\n");
        awaitLogs("two\n");
        assertThat(raw()).matches("one\n\\[contee: up to 131072 bytes lost at [^]]*]\ntwo\n");
        assertThat(pod()).matches("one\n\\[contee: up to 131072 bytes lost at [^]]*]\ntwo\n");
    }

    @Test
    void aClientFindsANoticeWhereAReadMayHaveBeenUnderWay() throws IOException {
        try (SocketPeer client = SocketPeer.connect(domainDir.resolve("serial0.client"))) {
            Await.until("the client is attached", () -> broker.consoles().get(0).clients() == 1);
            guest.write("one\n");
            client.awaitText("one\n");
            awaitLogs("one\n");
            succeed(page -> page.setReading(true));
            guest.write("two\n");
            client.awaitText("two\n");
            assertThat(client.text()).isEqualTo("one\n\r\n[contee: up to 131072 bytes may be lost here]\r\ntwo\n");
        }
    }

    private void serveAgain(DomainStart start) {
        kept = KeptDescriptors.none();
        broker = newBroker(Durability.DEFAULT);
        broker.open(
                domain,
                start,
                List.of(new ConsoleSpec(id, domainDir.resolve("serial0.guest"), PodRef.of(id), Optional.empty())));
        guest = SocketPeer.connect(domainDir.resolve("serial0.guest"));
        Await.until("the guest is connected", () -> broker.isConnected(id));
        guest.write("two\n");
        Await.until("it is logged", () -> raw().contains("two\n"));
    }

    private void awaitMarkedHole() {
        awaitLogs("two\n");
        String marked = "one\n\\[contee: an unknown number of bytes may be lost at [^]]*]\ntwo\n";
        assertThat(raw()).matches(marked);
        assertThat(pod()).matches(marked);
    }

    @Test
    void afterAContinuationWithoutTheGuestsConnectionOutputMayBeMissing() {
        guest.write("one\n");
        awaitLogs("one\n");
        broker.handOver(); // and the keeper has ended, too
        guest.close();
        serveAgain(DomainStart.running(1, System.nanoTime()));
        awaitMarkedHole();
    }

    @Test
    void afterAStopAndAStartOutputMayBeMissing() {
        guest.write("one\n");
        awaitLogs("one\n");
        broker.close();
        guest.close();
        serveAgain(DomainStart.running(1, System.nanoTime()));
        awaitMarkedHole();
    }

    @Test
    void aRunThatBeginsLacksNothing() {
        guest.write("one\n");
        awaitLogs("one\n");
        broker.close();
        guest.close();
        serveAgain(DomainStart.starting(2));
        assertThat(raw()).isEqualTo("one\ntwo\n");
    }

    @Test
    void whatThePodLogLacksItGetsFromTheRawLog() throws IOException {
        guest.write("one\n");
        awaitLogs("one\n");
        String first = Files.readString(podLog);
        guest.write("two\nthr");
        awaitLogs("thr");
        ConsolePage.LogMark[] before = new ConsolePage.LogMark[1];
        succeed(page -> {
            before[0] = page.log(LogKind.POD);
            page.setLog(LogKind.POD, 4, before[0].file(), first.length());
        });
        guest.write("ee\n");
        awaitLogs("three\n");
        assertThat(pod()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void aRecordThatWasWrittenAndNotNotedIsNotThereTwice() throws IOException {
        guest.write("one\ntwo\n");
        awaitLogs("two\n");
        broker.handOver();
        String twice = Files.readAllLines(podLog).get(1) + "\n";
        Files.writeString(podLog, twice + "{\"log\":\"to", StandardOpenOption.APPEND);
        kept = new KeptDescriptors(kept.all(), true, Optional.empty());
        broker = newBroker(Durability.DEFAULT);
        guest.write("three\n");
        awaitLogs("three\n");
        assertThat(pod()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void whatIsInTheLogsAndStillWithTheKernelIsTakenOnce() throws IOException {
        guest.write("one\n");
        awaitLogs("one\n");
        broker.handOver();
        guest.write("two\nthree\n");
        // A strict contee was killed after writing and before taking.
        Files.writeString(rawLog, "two\n", StandardOpenOption.APPEND);
        kept = new KeptDescriptors(kept.all(), true, Optional.empty());
        broker = newBroker(Durability.STRICT);
        awaitLogs("three\n");
        assertThat(raw()).isEqualTo("one\ntwo\nthree\n");
        assertThat(pod()).isEqualTo("one\ntwo\nthree\n");
    }

    @Test
    void whatIsInTheLogsAndWasTakenButNotNotedIsNotSkippedTwice() throws IOException {
        guest.write("one\n");
        awaitLogs("one\n");
        succeed(Durability.STRICT, page -> page.setReadUpTo(0));
        guest.write("two\n");
        awaitLogs("two\n");
        assertThat(raw()).isEqualTo("one\ntwo\n");
        assertThat(pod()).isEqualTo("one\ntwo\n");
    }

    @Test
    void aClientGoesOnWhereItWas() throws IOException {
        try (SocketPeer client = SocketPeer.connect(domainDir.resolve("serial0.client"))) {
            Await.until("the client is attached", () -> broker.consoles().get(0).clients() == 1);
            guest.write("one\ntwo\n");
            client.awaitText("two\n");
            awaitLogs("two\n");
            succeed(page -> page.clients().get(0).setPosition(4)); // as if it had got the first line only
            guest.write("three\n");
            client.awaitText("three\n");
            assertThat(client.text()).isEqualTo("one\ntwo\ntwo\nthree\n");
            assertThat(broker.attachments().list()).hasSize(1);
        }
    }

    @Test
    void aClientThatIsAheadIsShownNothingTwice() throws IOException {
        try (SocketPeer client = SocketPeer.connect(domainDir.resolve("serial0.client"))) {
            Await.until("the client is attached", () -> broker.consoles().get(0).clients() == 1);
            guest.write("one\n");
            client.awaitText("one\n");
            awaitLogs("one\n");
            // A strict contee was killed between showing and writing.
            succeed(page -> page.clients().get(0).setPosition(6));
            guest.write("two\n");
            client.awaitText("o\n");
            assertThat(client.text()).isEqualTo("one\no\n");
        }
    }

    @Test
    void whatWasTypedAndNotTakenGoesAlong() throws IOException {
        try (SocketPeer client = SocketPeer.connect(domainDir.resolve("serial0.client"))) {
            Await.until("the client is attached", () -> broker.consoles().get(0).clients() == 1);
            byte[] typed = new byte[600 << 10]; // more than a guest that reads nothing takes
            Arrays.fill(typed, (byte) 'x');
            ByteBuffer rest = ByteBuffer.wrap(typed);
            Await.until("no more is taken", () -> client.offer(rest) == 0 && rest.position() > 0);
            int taken = rest.position();
            succeed(page -> {});
            assertThat(guest.awaitBytes(taken)).hasSize(taken);
        }
    }
}
