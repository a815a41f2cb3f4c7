package io.contee.broker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.testing.Await;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A broker from socket to file. */
class BrokerTest {

    private final BrokerFixture fixture = new BrokerFixture();
    private final DomainId web = BrokerFixture.domain("web");
    private final DomainId db = BrokerFixture.domain("db");

    @AfterEach
    void closeAll() {
        fixture.close();
    }

    @Test
    void whatTheGuestPrintsReachesEveryClientAndBothLogs() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer first = fixture.client(web);
        SocketPeer second = fixture.client(web);
        SocketPeer guest = fixture.guest(web);
        guest.write("Booting \u001b[1mLinux\u001b[0m\r\nüñ\r\n");
        first.awaitText("üñ\r\n");
        second.awaitText("üñ\r\n");
        assertThat(first.text()).isEqualTo(second.text()).isEqualTo("Booting \u001b[1mLinux\u001b[0m\r\nüñ\r\n");
        guest.close();
        fixture.broker.release(web.uuid());
        assertThat(fixture.rawText(web)).isEqualTo(first.text());
        assertThat(fixture.podText(web, 0)).isEqualTo(first.text());
    }

    @Test
    void releaseCompletesTheLogsToTheLastByte() throws IOException {
        fixture.open(web, DomainStart.starting(1));
        byte[] binary = new byte[100_000];
        new java.util.Random(7).nextBytes(binary);
        try (SocketPeer guest = fixture.guest(web)) {
            guest.write(binary).write("\nno newline at the end");
        }
        fixture.broker.release(web.uuid());
        byte[] raw = Files.readAllBytes(fixture.rawLog(web, "serial0"));
        assertThat(raw).startsWith(binary);
        assertThat(new String(
                        Arrays.copyOfRange(raw, binary.length, raw.length), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("\nno newline at the end");
        assertThat(fixture.podText(web, 0)).endsWith("no newline at the end");
        assertThat(fixture.consolesDir.resolve(web.uuid().toString())).doesNotExist();
        assertThat(fixture.isServed(web)).isFalse();
    }

    @Test
    void aGuestThatWasNeverNoticedIsInTheLogsAfterRelease() {
        fixture.open(web, DomainStart.starting(1));
        try (SocketPeer guest = SocketPeer.connect(fixture.guestSocket(web, "serial0"))) {
            guest.write("panic\n");
        }
        fixture.broker.release(web.uuid());
        assertThat(fixture.rawText(web)).isEqualTo("panic\n");
        assertThat(fixture.podText(web, 0)).isEqualTo("panic\n");
    }

    @Test
    void releasingADomainWhoseGuestNeverCameIsQuick() {
        fixture.open(web, DomainStart.starting(1));
        long start = System.nanoTime();
        fixture.broker.release(web.uuid());
        assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
        fixture.broker.release(web.uuid());
        assertThat(fixture.isServed(web)).isFalse();
    }

    @Test
    void whatAClientTypesReachesTheGuest() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer guest = fixture.guest(web);
        SocketPeer first = fixture.client(web).write("root\n");
        guest.awaitText("root\n");
        first.close();
        Await.until("it has gone", () -> fixture.status(web).clients() == 0);
        fixture.client(web).write("secret\n");
        assertThat(guest.awaitText("secret\n")).isEqualTo("root\nsecret\n");
        assertThat(fixture.status(web).bytesIn()).isEqualTo(12);
    }

    @Test
    void whatIsTypedBeforeTheGuestComesIsHeldForIt() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer client = fixture.client(web).write("early\n");
        SocketPeer guest = fixture.guest(web);
        assertThat(guest.awaitText("early\n")).isEqualTo("early\n");
        client.write("later\n");
        guest.awaitText("later\n");
    }

    @Test
    void aClientThatEndsItsInputGoesOnReading() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer guest = fixture.guest(web);
        SocketPeer client = fixture.client(web).write("reboot\n");
        client.endOutput();
        guest.awaitText("reboot\n");
        guest.write("Rebooting.");
        client.awaitText("Rebooting.");
        assertThat(fixture.status(web).clients()).isEqualTo(1);
    }

    @Test
    void aGuestThatReadsNothingStillPrints() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer guest = fixture.guest(web);
        SocketPeer typist = fixture.client(web);
        ByteBuffer much = ByteBuffer.allocate(8 << 20);
        Arrays.fill(much.array(), (byte) 'y');
        for (int idle = 0; idle < 3; ) {
            idle = typist.offer(much) > 0 ? 0 : idle + 1;
            fixture.status(web);
        }
        assertThat(much.hasRemaining()).as("input is bounded").isTrue();
        SocketPeer other = fixture.client(web);
        guest.write("busy\n");
        typist.awaitText("busy\n");
        other.awaitText("busy\n");
        byte[] got = guest.awaitBytes(much.position());
        assertThat(got.length).isGreaterThanOrEqualTo(much.position());
        typist.write("queued behind");
        assertThat(guest.awaitText("queued behind")).startsWith("yyy");
    }

    @Test
    void consolesDoNotMix() throws InterruptedException {
        List<DomainId> domains = IntStream.range(0, 4)
                .mapToObj(i -> BrokerFixture.domain("vm" + i))
                .toList();
        int lines = 20_000;
        List<Thread> guests = new ArrayList<>();
        for (DomainId domain : domains) {
            fixture.open(domain, DomainStart.starting(1), "serial0", "serial1");
            for (String alias : List.of("serial0", "serial1")) {
                SocketPeer guest = fixture.guest(domain, alias);
                guests.add(new Thread(() -> {
                    StringBuilder text = new StringBuilder();
                    for (int i = 0; i < lines; i++) {
                        text.append(line(domain, alias, i));
                        if (text.length() > 10_000) {
                            guest.write(text.toString());
                            text.setLength(0);
                        }
                    }
                    guest.write(text.toString());
                    guest.close();
                }));
            }
        }
        guests.forEach(Thread::start);
        for (Thread guest : guests) {
            guest.join();
        }
        for (DomainId domain : domains) {
            fixture.broker.release(domain.uuid());
            for (String alias : List.of("serial0", "serial1")) {
                StringBuilder expected = new StringBuilder();
                IntStream.range(0, lines).forEach(i -> expected.append(line(domain, alias, i)));
                assertSame(domain + "/" + alias + " raw", fixture.rawText(domain, alias), expected.toString());
                assertSame(domain + "/" + alias + " pod", fixture.podText(domain, alias, 0), expected.toString());
            }
        }
    }

    private static String line(DomainId domain, String alias, int i) {
        return domain.name() + " " + alias + " says line " + i + "\r\n";
    }

    /** Compares long texts without printing them. */
    private static void assertSame(String what, String actual, String expected) {
        int at = Arrays.mismatch(actual.toCharArray(), expected.toCharArray());
        if (at >= 0) {
            throw new AssertionError(what + " differs at " + at + ": '"
                    + actual.substring(Math.max(0, at - 60), Math.min(actual.length(), at + 60)) + "'");
        }
    }

    @Test
    void aSecondGuestIsRefusedWhileOneIsConnected() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer guest = fixture.guest(web);
        try (SocketPeer intruder = SocketPeer.connect(fixture.guestSocket(web, "serial0"))) {
            assertThat(intruder.awaitEnd()).isEmpty();
        }
        SocketPeer client = fixture.client(web);
        guest.write("still here");
        client.awaitText("still here");
    }

    @Test
    void moreClientsThanAConsoleTakesAreRefusedUntilOneLeaves() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer first = fixture.client(web);
        for (int i = 1; i < ConsoleClients.MAX_CLIENTS; i++) {
            fixture.client(web);
        }
        try (SocketPeer over = SocketPeer.connect(fixture.status(web).clientSocket())) {
            assertThat(over.awaitEnd())
                    .asString(US_ASCII)
                    .isEqualTo("[contee: refused: " + ConsoleClients.MAX_CLIENTS
                            + " clients are attached already: let one of them detach]\r\n");
        }
        first.hangUp();
        Await.until("it is gone", () -> fixture.status(web).clients() == ConsoleClients.MAX_CLIENTS - 1);
        SocketPeer next = fixture.client(web);
        fixture.guest(web).write("hello");
        next.awaitText("hello");
    }

    @Test
    void aGuestMayComeAgain() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer client = fixture.client(web);
        try (SocketPeer guest = fixture.guest(web)) {
            guest.write("one ");
        }
        Await.until("its end is noticed", () -> !fixture.status(web).connected());
        fixture.guest(web).write("two");
        client.awaitText("one \r\n[contee: an unknown number of bytes may be lost here]\r\ntwo");
        assertThat(fixture.attempt(web)).isZero();
    }

    @Test
    void aClientThatGoesMidwayIsForgottenAndHurtsNobody() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer guest = fixture.guest(web);
        SocketPeer stays = fixture.client(web);
        for (int i = 0; i < 5; i++) {
            SocketPeer goes = fixture.client(web);
            guest.write("x".repeat(10_000));
            goes.awaitBytes(1);
            goes.close();
            Await.until("it is forgotten", () -> fixture.status(web).clients() == 1);
        }
        guest.write("end");
        stays.awaitText("end");
        assertThat(stays.text()).hasSize(50_003);
    }

    @Test
    void aClientThatGoesWhileNoGuestIsConnectedIsForgotten() {
        fixture.open(web, DomainStart.starting(1));
        fixture.client(web).close();
        Await.until("the client is gone", () -> fixture.status(web).clients() == 0);
        SocketPeer typed = fixture.client(web);
        typed.write("x");
        typed.close();
        Await.until("the client is gone", () -> fixture.status(web).clients() == 0);
    }

    @Test
    void aClientThatNeverReadsIsSkippedAndToldHowMuch() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer slow = fixture.client(web);
        SocketPeer quick = fixture.client(web);
        SocketPeer guest = fixture.guest(web);
        int total = 4 << 20;
        byte[] chunk = new byte[64 << 10];
        Arrays.fill(chunk, (byte) '.');
        for (int i = 0; i < total / chunk.length; i++) {
            guest.write(chunk);
            quick.awaitBytes((i + 1) * chunk.length);
        }
        assertThat(quick.awaitBytes(total)).hasSize(total);

        Pattern notice = Pattern.compile("\r\n\\[contee: this client was too slow, ([0-9]+) bytes skipped]\r\n");
        slow.awaitText("bytes skipped]\r\n");
        guest.write("end");
        String seen = slow.awaitText("end");
        Matcher matcher = notice.matcher(seen);
        assertThat(matcher.find()).isTrue();
        long skipped = Long.parseLong(matcher.group(1));
        assertThat(skipped).isPositive();
        assertThat(matcher.replaceFirst("")).hasSize((int) (total - skipped + 3));
        assertThat(fixture.status(web).clients()).isEqualTo(2);
        guest.close();
        fixture.broker.release(web.uuid());
        assertThat(fixture.rawText(web)).hasSize(total + 3);
    }

    @Test
    void aPromptReachesClientsAtOnceAndThePodLogSoon() {
        fixture.open(web, DomainStart.starting(1));
        SocketPeer client = fixture.client(web);
        fixture.guest(web).write("boot\nlogin: ");
        client.awaitText("login: ");
        Await.until(
                "the prompt is in the pod log", () -> fixture.podText(web, 0).equals("boot\nlogin: "));
        assertThat(fixture.rawText(web)).isEqualTo("boot\nlogin: ");
    }

    @Test
    void theSocketsAreForThoseTheyAreMeantFor() throws IOException {
        fixture.open(web, DomainStart.starting(1));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.guestSocket(web, "serial0"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(fixture.status(web).clientSocket())))
                .isEqualTo("rw-rw----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                        fixture.consolesDir.resolve(web.uuid().toString()))))
                .isEqualTo("rwx--x--x");
    }

    @Test
    void everyStartIsAnAttempt() {
        for (int attempt = 0; attempt < 3; attempt++) {
            fixture.open(web, DomainStart.starting(attempt + 1));
            assertThat(fixture.attempt(web)).isEqualTo(attempt);
            try (SocketPeer guest = fixture.guest(web)) {
                guest.write("attempt " + attempt + "\n");
            }
            fixture.broker.release(web.uuid());
            assertThat(fixture.podText(web, attempt)).isEqualTo("attempt " + attempt + "\n");
        }
        assertThat(fixture.rawText(web)).isEqualTo("attempt 0\nattempt 1\nattempt 2\n");
    }

    @Test
    void openingTheSameRunAgainChangesNothing() {
        fixture.open(web, DomainStart.starting(7));
        SocketPeer client = fixture.client(web);
        SocketPeer guest = fixture.guest(web);
        fixture.open(web, DomainStart.starting(7));
        fixture.open(web, DomainStart.running(7, System.nanoTime()));
        fixture.open(web, DomainStart.running(0, System.nanoTime()));
        guest.write("same");
        client.awaitText("same");
        assertThat(fixture.attempt(web)).isZero();
        assertThat(fixture.status(web).connected()).isTrue();
    }

    @Test
    void aRunWithoutAnIdTakesTheOneItIsGiven() {
        fixture.open(web, DomainStart.starting(0));
        SocketPeer client = fixture.client(web);
        fixture.open(web, DomainStart.starting(7));
        fixture.open(web, DomainStart.running(7, System.nanoTime()));
        assertThat(fixture.status(web).clients()).as("the session is the same").isEqualTo(1);
        assertThat(fixture.attempt(web)).isZero();
        fixture.open(web, DomainStart.running(8, System.nanoTime()));
        client.awaitEnd();
        assertThat(fixture.attempt(web)).isEqualTo(1);
    }

    @Test
    void aDomainThatStoppedSinceItWasSeenRunningIsNotTakenUp() {
        long seenAt = System.nanoTime();
        fixture.open(web, DomainStart.starting(7));
        fixture.broker.release(web.uuid());
        fixture.open(web, DomainStart.running(7, seenAt));
        assertThat(fixture.broker.consoles()).isEmpty();
        fixture.open(web, DomainStart.running(7, System.nanoTime()));
        assertThat(fixture.broker.consoles()).hasSize(1);
    }

    @Test
    void aRunThatWasSeenBeforeTheNextBeganLeavesThatAlone() {
        long seenAt = System.nanoTime();
        fixture.open(web, DomainStart.starting(8));
        SocketPeer client = fixture.client(web);
        fixture.open(web, DomainStart.running(7, seenAt));
        fixture.guest(web).write("eight");
        client.awaitText("eight");
        assertThat(fixture.attempt(web)).isZero();
    }

    @Test
    void aRunWhoseEndWasMissedIsEndedByTheNext() {
        fixture.open(web, DomainStart.starting(7));
        try (SocketPeer guest = fixture.guest(web)) {
            guest.write("former\n");
        }
        fixture.open(web, DomainStart.starting(8));
        assertThat(fixture.attempt(web)).isEqualTo(1);
        try (SocketPeer guest = fixture.guest(web)) {
            guest.write("present\n");
        }
        fixture.broker.release(web.uuid());
        assertThat(fixture.podText(web, 0)).isEqualTo("former\n");
        assertThat(fixture.podText(web, 1)).isEqualTo("present\n");
    }

    @Test
    void aGuestThatClingsToItsFormerRunDoesNotKeepTheNextFromStarting() {
        fixture.open(web, DomainStart.starting(7));
        SocketPeer clinging = fixture.guest(web).write("former\n");
        fixture.open(web, DomainStart.starting(8));
        clinging.awaitEnd();
        assertThat(fixture.podText(web, 0)).isEqualTo("former\n");
        fixture.guest(web).write("present");
        assertThat(fixture.attempt(web)).isEqualTo(1);
    }

    @Test
    void anotherBrokerGoesOnWithTheAttemptOfARunThatItFinds() {
        fixture.open(web, DomainStart.starting(7));
        SocketPeer guest = fixture.guest(web).write("before\n");
        fixture.restart();
        guest.awaitEnd();
        assertThat(fixture.rawText(web)).isEqualTo("before\n");
        fixture.open(web, DomainStart.running(7, System.nanoTime()));
        assertThat(fixture.attempt(web)).isZero();
        try (SocketPeer again = fixture.guest(web)) {
            again.write("after\n");
        }
        fixture.broker.release(web.uuid());
        assertThat(fixture.podText(web, 0))
                .matches("before\n\\[contee: an unknown number of bytes may be lost at [^]]*]\nafter\n");
    }

    @Test
    void anotherBrokerBeginsAnAttemptForARunThatItDoesNotKnow() {
        fixture.open(web, DomainStart.starting(7));
        fixture.guest(web).write("seven\n");
        fixture.restart();
        fixture.open(web, DomainStart.running(8, System.nanoTime()));
        assertThat(fixture.attempt(web)).isEqualTo(1);
        fixture.restart();
        fixture.open(web, DomainStart.starting(8));
        assertThat(fixture.attempt(web))
                .as("a start is a start, whatever its id")
                .isEqualTo(2);
    }

    @Test
    void closingKeepsWhatTheGuestsHadPrinted() {
        fixture.open(web, DomainStart.starting(1));
        fixture.open(db, DomainStart.starting(2));
        fixture.guest(web).write("w".repeat(150_000));
        fixture.guest(db).write("d".repeat(150_000));
        fixture.broker.close();
        fixture.broker.close();
        assertThat(fixture.rawText(web)).isEqualTo("w".repeat(150_000));
        assertThat(fixture.rawText(db)).isEqualTo("d".repeat(150_000));
        assertThat(fixture.podText(web, 0)).isEqualTo("w".repeat(150_000));
        assertThat(fixture.guestSocket(web, "serial0")).doesNotExist();
    }

    @Test
    void closingLeavesNoThreadBehind() {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        BrokerFixture second = new BrokerFixture();
        second.open(web, DomainStart.starting(1));
        second.guest(web).write("x");
        second.close();
        Await.until("its threads end", () -> Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !others.contains(thread))
                .noneMatch(thread -> thread.getName().startsWith("contee-")));
    }

    @Test
    void aLogDirectoryThatCannotBeWrittenLeavesTheConsoleWorking() throws IOException {
        Files.writeString(fixture.logDir, "a file in the way");
        fixture.open(web, DomainStart.starting(1));
        SocketPeer client = fixture.client(web);
        SocketPeer guest = fixture.guest(web).write("works\n");
        client.awaitText("works\n");
        client.write("typed");
        guest.awaitText("typed");
        Await.until("the loss is counted", () -> fixture.status(web).bytesLost() == 6);
        Await.until("the other log is written", () -> fixture.podText(web, 0).equals("works\n"));
        Files.delete(fixture.logDir);
        guest.close();
        fixture.broker.release(web.uuid());
        assertThat(fixture.rawText(web)).contains("6 bytes lost");
    }

    @Test
    void aPodLogDirectoryThatCannotBeReadLeavesTheConsoleWorking() throws IOException {
        Files.writeString(fixture.podLogDir, "a file in the way");
        fixture.open(web, DomainStart.starting(1));
        SocketPeer client = fixture.client(web);
        fixture.guest(web).write("works\n");
        client.awaitText("works\n");
        Await.until("the other log is written", () -> fixture.rawText(web).equals("works\n"));
        assertThat(fixture.status(web).bytesLost()).isEqualTo(6);
    }

    @Test
    void aConsoleThatCannotBeServedDoesNotKeepTheOthersFromIt() throws IOException {
        // An alias whose client socket is too long a path; libvirt would take it.
        String tooLong = "x".repeat(60);
        List<ConsoleSpec> specs = new ArrayList<>();
        fixture.specs(web, tooLong, "serial0")
                .forEach(spec -> specs.add(new ConsoleSpec(
                        spec.id(),
                        spec.id().alias().equals("serial0") ? spec.guestSocket() : fixture.temp.resolve("guest"),
                        spec.pod(),
                        spec.rawLog())));
        assertThatThrownBy(() -> fixture.broker.open(web, DomainStart.starting(1), specs))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("107");
        assertThat(fixture.temp.resolve("guest")).as("nothing is left of it").doesNotExist();
        SocketPeer client = fixture.client(web);
        fixture.guest(web).write("works");
        client.awaitText("works");
    }

    @Test
    void releaseOfADomainThatWasStartedMeanwhileIsRefused() {
        long checkedAt = System.nanoTime();
        fixture.open(web, DomainStart.starting(1));
        fixture.broker.release(web.uuid(), checkedAt);
        assertThat(fixture.isServed(web)).isTrue();
        fixture.broker.release(web.uuid(), System.nanoTime());
        assertThat(fixture.isServed(web)).isFalse();
    }

    @Test
    void domainsThatDoNotRunAreReleasedButNotThoseWithAGuest() {
        DomainId idle = BrokerFixture.domain("idle");
        fixture.open(web, DomainStart.starting(1));
        fixture.open(db, DomainStart.starting(2));
        fixture.open(idle, DomainStart.starting(3));
        fixture.guest(db);
        fixture.broker.releaseAllBut(Set.of(web.uuid()), System.nanoTime());
        assertThat(List.of(fixture.isServed(web), fixture.isServed(db), fixture.isServed(idle)))
                .containsExactly(true, true, false);
    }

    @Test
    void consolesAreListedByName() {
        fixture.open(web, DomainStart.starting(1), "serial1", "serial0");
        fixture.open(db, DomainStart.starting(2));
        assertThat(fixture.broker.consoles().stream()
                        .map(console -> console.id().toString()))
                .containsExactly("db/serial0", "web/serial0", "web/serial1");
    }
}
