package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.AttachOptions;
import io.contee.model.AttachedConsole;
import io.contee.model.ByteSize;
import io.contee.model.ClientStatus;
import io.contee.model.ConsoleId;
import io.contee.model.ConteeException;
import io.contee.model.DomainId;
import io.contee.model.LeaseState.Holder;
import io.contee.model.LogPolicy;
import io.contee.model.NotFoundException;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import io.contee.testing.Await;
import io.contee.testing.RecordingListener;
import io.contee.testing.SocketPeer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who may type at a console, and what those who attach are shown. */
class ConsoleClientsTest {

    private final BrokerFixture fixture = new BrokerFixture();
    private final DomainId web = BrokerFixture.domain("web");
    private final ConsoleId console = new ConsoleId(web, "serial0");

    @AfterEach
    void close() {
        fixture.close();
    }

    private SocketPeer startGuest() {
        fixture.open(web, DomainStart.starting(1));
        return fixture.guest(web);
    }

    private AttachedConsole attach(WriteAccess access, Replay replay, RecordingListener listener) {
        return fixture.broker
                .attachments()
                .attach(
                        console,
                        new AttachOptions(access, replay),
                        new ClientPeer(() -> "somebody", OptionalLong.of(12)),
                        listener);
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private List<String> modes() {
        return fixture.broker.attachments().list().stream()
                .map(ClientStatus::mode)
                .toList();
    }

    @Test
    void theFirstSocketToTypeMayAndTheSecondIsToldOnce() {
        SocketPeer guest = startGuest();
        SocketPeer first = fixture.client(web).write("one ");
        guest.awaitText("one ");
        SocketPeer second = fixture.client(web).write("never");
        second.awaitText("has the write lease, see 'contee who']\r\n");
        second.write("never");
        first.write("two ");
        guest.awaitText("two ");
        guest.write("for both");
        first.awaitText("for both");
        String told = second.awaitText("for both");
        assertThat(told)
                .isEqualTo("\r\n[contee: what you type is dropped: process "
                        + ProcessHandle.current().pid() + " has the write lease, see 'contee who']\r\nfor both");
        assertThat(guest.text()).isEqualTo("one two ");
    }

    @Test
    void theLeaseIsFreeWhenItsHolderLeavesOrEndsItsInput() {
        SocketPeer guest = startGuest();
        SocketPeer first = fixture.client(web).write("one ");
        guest.awaitText("one ");
        SocketPeer second = fixture.client(web).write("never");
        second.awaitText("what you type is dropped");
        first.endOutput();
        second.awaitText("nobody has the write lease any more: type to acquire it");
        second.write("two ");
        guest.awaitText("two ");
        second.close();
        Await.until("it is gone", () -> fixture.status(web).clients() == 1);
        fixture.client(web).write("three");
        assertThat(guest.awaitText("three")).isEqualTo("one two three");
    }

    private SocketPeer startGuestOfSharedConsole() {
        ConsoleSpec spec = fixture.specs(web, "serial0").get(0);
        fixture.broker.open(
                web,
                DomainStart.starting(1),
                List.of(new ConsoleSpec(
                        console,
                        0,
                        spec.place(),
                        spec.pod(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(true),
                        Map.of(),
                        Optional.empty())));
        return fixture.guest(web);
    }

    @Test
    void allMayTypeAtASharedConsole() {
        SocketPeer guest = startGuestOfSharedConsole();
        fixture.client(web).write("one ");
        guest.awaitText("one ");
        fixture.client(web).write("two ");
        guest.awaitText("two ");
        RecordingListener listener = new RecordingListener();
        AttachedConsole third = attach(WriteAccess.WRITE, Replay.NONE, listener);
        assertThat(await(third.type(bytes("three")))).isTrue();
        assertThat(listener.holders()).containsOnly(Holder.SHARED);
        assertThat(modes()).containsOnly("write");
    }

    @Test
    void ofThoseThatShareTheLeaseOneTerminalAnswersThatOfTheLastTypist() {
        SocketPeer guest = startGuestOfSharedConsole();
        RecordingListener one = new RecordingListener();
        RecordingListener other = new RecordingListener();
        attach(WriteAccess.WRITE, Replay.NONE, one);
        AttachedConsole second = attach(WriteAccess.WRITE, Replay.NONE, other);
        Await.until("the first answers", () -> one.answers() && !other.answers());
        assertThat(await(second.type(bytes("two ")))).isTrue();
        guest.awaitText("two ");
        Await.until("only the second answers", () -> other.answers() && !one.answers());
        second.close();
        Await.until("the first answers again", one::answers);
    }

    @Test
    void forceTakesTheLeaseAndTheLoserGoesOnReading() {
        SocketPeer guest = startGuest();
        SocketPeer loser = fixture.client(web).write("one ");
        guest.awaitText("one ");
        RecordingListener reader = new RecordingListener();
        AttachedConsole readOnly = attach(WriteAccess.READ_ONLY, Replay.NONE, reader);
        RecordingListener listener = new RecordingListener();
        AttachedConsole forced = attach(WriteAccess.FORCE, Replay.NONE, listener);
        assertThat(await(forced.type(bytes("two ")))).isTrue();
        loser.awaitText("process 12 has the write lease now: it was stolen from you, and you go on reading");
        readOnly.acquireLease(true);
        assertThat(await(readOnly.type(bytes("never")))).isFalse();
        assertThat(modes()).containsExactlyInAnyOrder("read", "read-only", "write");
        forced.releaseLease();
        listener.awaitHolder(Holder.NOBODY);
        loser.write("three");
        assertThat(guest.awaitText("three")).isEqualTo("one two three");
        assertThat(await(forced.type(bytes("never")))).isFalse();
        guest.write("for all");
        loser.awaitText("for all");
        listener.awaitText("for all");
        reader.awaitText("for all");
    }

    @Test
    void whatAListenerTypesWaitsForTheGuest() {
        fixture.open(web, DomainStart.starting(1));
        AttachedConsole attached = attach(WriteAccess.WRITE, Replay.NONE, new RecordingListener());
        byte[] much = bytes("0123456789".repeat(30_000));
        CompletionStage<Boolean> typed = attached.type(much);
        CompletionStage<Boolean> more = attached.type(bytes("end"));
        assertThat(typed.toCompletableFuture()).isNotDone();
        SocketPeer guest = fixture.guest(web);
        assertThat(guest.awaitBytes(much.length + 3)).isEqualTo(bytes("0123456789".repeat(30_000) + "end"));
        assertThat(await(typed)).isTrue();
        assertThat(await(more)).isTrue();
    }

    @Test
    void theEndOfTheConsoleIsToldAfterItsLastWords() {
        fixture.open(web, DomainStart.starting(1));
        RecordingListener listener = new RecordingListener();
        AttachedConsole attached = attach(WriteAccess.WRITE, Replay.NONE, listener);
        CompletionStage<Boolean> typed = attached.type(bytes("too late"));
        fixture.broker.close();
        listener.awaitEnd();
        assertThatThrownBy(() -> await(typed)).hasCauseInstanceOf(ConteeException.class);
        assertThatThrownBy(() -> await(attached.type(bytes("x")))).hasCauseInstanceOf(ConteeException.class);
        attached.close();
        assertThatThrownBy(() -> attach(WriteAccess.WRITE, Replay.NONE, listener))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void aListenerThatIsSlowIsSkippedAndDelaysNobody() {
        SocketPeer guest = startGuest();
        RecordingListener slow = new RecordingListener();
        slow.stopReading();
        attach(WriteAccess.READ_ONLY, Replay.NONE, slow);
        RecordingListener quick = new RecordingListener();
        attach(WriteAccess.READ_ONLY, Replay.NONE, quick);
        for (int i = 1; i <= 40; i++) {
            int expected = i * (32 << 10);
            guest.write("x".repeat(32 << 10));
            Await.until("it is read", () -> quick.size() == expected);
        }
        assertThat(slow.calls()).isEqualTo(1);
        assertThat(fixture.broker.attachments().list())
                .anySatisfy(client -> assertThat(client.bytesBehind()).isGreaterThan(100_000));
        slow.readOn();
        slow.awaitText(" bytes skipped]");
        guest.write("more");
        slow.awaitText("more");
        assertThat(slow.text()).startsWith("xxx").contains("\r\n[contee: this client was too slow, ");
    }

    /** Clients come while the guest prints: each gets the end of all that was printed, every byte once. */
    @Test
    void theReplayIsFollowedByLiveOutputWithoutGapOrOverlap() throws InterruptedException {
        SocketPeer guest = startGuest();
        guest.write("line at the beginning\n");
        Await.until("it is read", () -> fixture.status(web).bytesOut() > 0);
        List<RecordingListener> listeners = new ArrayList<>();
        List<SocketPeer> sockets = new ArrayList<>();
        for (int round = 0; round < 20; round++) {
            int first = round * 500;
            Thread printer = new Thread(() -> {
                for (int i = first; i < first + 500; i++) {
                    guest.write("line %07d\n".formatted(i));
                }
            });
            printer.start();
            for (Replay replay : List.of(Replay.SCROLLBACK, Replay.lines(10), Replay.missedSince(""))) {
                RecordingListener listener = new RecordingListener();
                listeners.add(listener);
                attach(WriteAccess.READ_ONLY, replay, listener);
            }
            sockets.add(fixture.client(web));
            printer.join();
        }
        guest.write("end\n");
        Await.until("all is logged", () -> fixture.rawText(web).endsWith("end\n"));
        String all = fixture.rawText(web);
        for (RecordingListener listener : listeners) {
            listener.awaitText("end\n");
            assertThat(listener.text()).startsWith("line ");
            assertThat(all.endsWith(listener.text())).isTrue();
        }
        for (SocketPeer socket : sockets) {
            String shown = socket.awaitText("end\n");
            assertThat(shown).startsWith("line ");
            assertThat(all.endsWith(shown)).isTrue();
        }
    }

    /** A socket's client may be a terminal, whose answers would be typed to the guest. */
    @Test
    void theReplayHasNoQueriesAndTheLiveOutputHasThem() {
        SocketPeer guest = startGuest();
        guest.write("~ # \u001b[6n\u001b[c\u001b]11;?\u001b\\ready\n");
        Await.until("it is logged", () -> fixture.rawText(web).endsWith("ready\n"));
        SocketPeer client = fixture.client(web);
        assertThat(client.awaitText("ready\n")).isEqualTo("~ # ready\n");
        guest.write("~ # \u001b[6n");
        assertThat(client.awaitText("\u001b[6n")).isEqualTo("~ # ready\n~ # \u001b[6n");
    }

    @Test
    void theReplayGoesBackOverRotatedFilesToTheBeginningOfALine() {
        ConsoleSpec spec = fixture.specs(web, "serial0").get(0);
        LogPolicy small = new LogPolicy(ByteSize.parse("128Ki"), 2);
        fixture.broker.open(
                web,
                DomainStart.starting(1),
                List.of(new ConsoleSpec(console, spec.guestSocket(), spec.pod(), Optional.of(small))));
        SocketPeer guest = fixture.guest(web);
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 10_300; i++) {
            all.append("a line %05d\n".formatted(i));
        }
        guest.write(all.toString());
        Await.until("it is rotated", () -> fixture.status(web).bytesOut() == all.length());
        assertThat(fixture.logDir.resolve("web/serial0.log")).isNotEmptyFile();
        assertThat(fixture.logDir.resolve("web/serial0.log").toFile().length()).isLessThan(60_000);

        RecordingListener listener = new RecordingListener();
        attach(WriteAccess.READ_ONLY, Replay.SCROLLBACK, listener);
        listener.awaitText("a line 10299\n");
        assertThat(listener.text()).startsWith("a line ").hasSizeBetween((64 << 10) - 13, 64 << 10);
        assertThat(all.toString()).endsWith(listener.text());
    }

    @Test
    void aNewRunOfTheGuestHasAScrollbackOfItsOwnAndARestartOfConteeKeepsIt() {
        SocketPeer first = startGuest();
        first.write("first run\n");
        Await.until("it is read", () -> fixture.status(web).bytesOut() == 10);
        first.close();
        fixture.broker.release(web.uuid());
        fixture.open(web, DomainStart.starting(2));
        SocketPeer second = fixture.guest(web);
        second.write("second run\n");
        RecordingListener before = new RecordingListener();
        attach(WriteAccess.READ_ONLY, Replay.SCROLLBACK, before);
        before.awaitText("second run\n");
        assertThat(before.text()).isEqualTo("second run\n");

        fixture.restart();
        before.awaitEnd();
        fixture.open(web, DomainStart.running(2, System.nanoTime()));
        SocketPeer again = fixture.guest(web);
        again.write("after the restart\n");
        RecordingListener missed = new RecordingListener();
        attach(WriteAccess.READ_ONLY, Replay.missedSince(before.session()), missed);
        missed.awaitText("after the restart\n");
        assertThat(missed.text())
                .isEqualTo("\r\n[contee: an unknown number of bytes may be lost here]\r\nafter the restart\n");
        RecordingListener anew = new RecordingListener();
        attach(WriteAccess.READ_ONLY, Replay.SCROLLBACK, anew);
        anew.awaitText("after the restart\n");
        assertThat(anew.text()).contains("second run\n[contee: an unknown number of bytes may be lost at ");
    }
}
