package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConsoleId;
import io.contee.model.ConsoleMode;
import io.contee.model.DomainId;
import io.contee.model.PodRef;
import io.contee.testing.Await;
import io.contee.testing.SocketPeer;
import io.contee.testing.TestPty;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consoles on ptys, with a test in the place of QEMU and virtlogd. */
class PtyGuestTest {

    private static final DomainId WEB = BrokerFixture.domain("web");

    private final BrokerFixture fixture = new BrokerFixture();
    private final TestPty pty = new TestPty();
    private final Path directory = fixture.ptyLogDir.resolve(WEB.uuid().toString());
    private final Path log = directory.resolve("serial0.log");

    PtyGuestTest() throws IOException {
        Files.createDirectories(directory);
    }

    @AfterEach
    void close() {
        pty.close();
        fixture.close();
    }

    private void open(DomainStart start) {
        ConsoleId id = new ConsoleId(WEB, "serial0");
        fixture.broker.open(
                WEB,
                start,
                List.of(new ConsoleSpec(
                        id,
                        0,
                        new GuestPlace.Pty(log, true, Optional.of(pty.path())),
                        PodRef.of(id),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty())));
        Await.until("its pty is known", () -> fixture.status(WEB).connected());
    }

    private void logged(String text) throws IOException {
        Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void awaitRaw(String text) {
        Await.until("the raw log is " + text + ", not " + fixture.rawText(WEB), () -> fixture.rawText(WEB)
                .equals(text));
    }

    private boolean hasPtyOpen() {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return Files.readSymbolicLink(descriptor).equals(pty.path());
                } catch (IOException e) {
                    return false;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void outputComesFromTheLogAndInputGoesIntoThePty() throws IOException {
        open(DomainStart.starting(1));
        SocketPeer client = fixture.client(WEB);
        assertThat(hasPtyOpen()).as("before anybody types").isFalse();
        logged("one\n");
        client.awaitText("one\n");
        client.write("typed");
        assertThat(pty.readTyped(5)).isEqualTo("typed");
        pty.print("what is in the log, too");
        logged("two\n");
        client.awaitText("two\n");
        awaitRaw("one\ntwo\n");
        assertThat(fixture.status(WEB).mode()).isEqualTo(ConsoleMode.PTY);
        client.close();
        Await.until("the pty is closed after the last writer has left", () -> !hasPtyOpen());
    }

    @Test
    void aConsoleWhoseLogNobodyWritesAnyMoreIsReported() throws IOException {
        open(DomainStart.starting(1));
        try (Writer virtlogd = Files.newBufferedWriter(log)) {
            virtlogd.write("one\n");
            virtlogd.flush();
            awaitRaw("one\n");
            assertThat(fixture.broker.monitor().logFaults()).isEmpty();
        }
        Await.until("its status shows it", () -> fixture.status(WEB).fault().isPresent());
        assertThat(fixture.broker.monitor().logFaults())
                .singleElement()
                .asString()
                .contains("nobody writes its log");
        Await.until("the place is marked", () -> fixture.rawText(WEB)
                .matches("one\n\\[contee: an unknown number of bytes may be lost at [^]]*]\n"));
        try (Writer again = Files.newBufferedWriter(log, StandardOpenOption.APPEND)) {
            again.write("two\n");
            again.flush();
            Await.until("it is well again", () -> fixture.status(WEB).fault().isEmpty());
        }
    }

    @Test
    void aPtyThatOnlyConteeHasOpenNeverFillsUpAndIsLetGoUnderAFlood() throws IOException {
        open(DomainStart.starting(1));
        SocketPeer client = fixture.client(WEB);
        client.write("a");
        assertThat(pty.readTyped(1)).isEqualTo("a");
        String screen = "x".repeat(1000);
        Await.until("it is let go", () -> {
            if (hasPtyOpen()) {
                pty.print(screen);
            }
            return !hasPtyOpen();
        });
        client.write("b");
        assertThat(pty.readTyped(1)).isEqualTo("b");
    }

    @Test
    void anotherProcessThatHasThePtyOpenGetsEveryByte() throws IOException, InterruptedException {
        open(DomainStart.starting(1));
        SocketPeer client = fixture.client(WEB);
        client.write("a");
        assertThat(pty.readTyped(1)).isEqualTo("a");
        for (int round = 0; round < 3; round++) {
            String text = "0123456789".repeat(100);
            // It opens the pty itself, as libvirtd does: of a descriptor that it inherits no kernel reports an opening.
            Process console = new ProcessBuilder(
                            "sh", "-c", "exec head -c 1000 < \"$0\"", pty.path().toString())
                    .start();
            Path input = Path.of("/proc/" + console.pid() + "/fd/0");
            Await.until("it has the pty open", () -> isPty(input));
            for (int i = 0; i < 10; i++) {
                pty.print(text.substring(100 * i, 100 * (i + 1)));
                client.write("k"); // contee has it open all the time
                assertThat(pty.readTyped(1)).isEqualTo("k");
            }
            assertThat(new String(console.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(text);
            assertThat(console.waitFor()).isZero();
        }
    }

    private boolean isPty(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).equals(pty.path());
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void whatACloneWroteWhileConteeWasAwayIsNotTheOriginals() throws IOException {
        open(DomainStart.starting(1));
        logged("original\n");
        awaitRaw("original\n");
        fixture.broker.release(WEB.uuid());
        fixture.broker.close();
        logged("of the clone\n");
        fixture.restart();
        ForeignOutput.mark(log, "clone");
        open(DomainStart.starting(2));
        logged("original again\n");
        awaitRaw("original\noriginal again\n");
        fixture.broker.release(WEB.uuid());
        fixture.broker.close();
        logged("its own\n");
        fixture.restart();
        open(DomainStart.starting(3));
        awaitRaw("original\noriginal again\nits own\n");
    }

    @Test
    void aRestartLosesAndDoublesNothing() throws IOException {
        open(DomainStart.starting(1));
        logged("one\n");
        awaitRaw("one\n");
        fixture.broker.close();
        logged("two\n");
        Files.move(log, Path.of(log + ".0"));
        logged("three\n");
        fixture.restart();
        open(DomainStart.running(1, System.nanoTime()));
        awaitRaw("one\ntwo\nthree\n");
        assertThat(fixture.attempt(WEB)).isZero();
    }

    @Test
    void theEndTakesWhatVirtlogdStillWritesAndDeletesItsFiles() throws IOException, InterruptedException {
        open(DomainStart.starting(1));
        Thread released = new Thread(() -> fixture.broker.release(WEB.uuid()));
        try (Writer writer = Files.newBufferedWriter(log)) {
            writer.write("one\n");
            writer.flush();
            awaitRaw("one\n");
            released.start();
            writer.write("last words\n");
        }
        released.join();
        assertThat(fixture.rawText(WEB)).isEqualTo("one\nlast words\n");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatAnEarlierRunLeftIsInTheLogsOfThatRun() throws IOException {
        open(DomainStart.starting(1));
        logged("first run\n");
        awaitRaw("first run\n");
        fixture.broker.close();
        logged("its end\n");
        fixture.restart();

        open(DomainStart.starting(2));
        logged("second run\n");
        awaitRaw("first run\nits end\nsecond run\n");
        Await.until(
                "the second attempt has its own", () -> fixture.podText(WEB, 1).equals("second run\n"));
        assertThat(fixture.podText(WEB, 0)).isEqualTo("first run\nits end\n");
    }
}
