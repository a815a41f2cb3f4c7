package io.contee.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.AttachOptions;
import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleRef;
import io.contee.model.ConteeException;
import io.contee.model.LeaseState.Holder;
import io.contee.model.NotFoundException;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import io.contee.testing.Await;
import io.contee.testing.RecordingListener;
import io.contee.testing.RunningContee;
import io.contee.testing.SocketPeer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Consoles over WebSockets on the control socket. */
class AttachTest {

    private static final ConsoleRef WEB = ConsoleRef.of("web");
    private static final AttachOptions READ_ONLY = AttachOptions.DEFAULTS.withAccess(WriteAccess.READ_ONLY);

    private final RunningContee running = new RunningContee();
    private final SocketPeer guest = running.startGuest();
    private final ControlClient client =
            new ControlClient(running.config().directories().run().controlSocket());

    @AfterEach
    void closeAll() {
        client.close();
        guest.close();
        running.close();
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void bytesGoBothWaysAsTheyAre() {
        RecordingListener listener = new RecordingListener();
        try (AttachedConsole console =
                client.attach(WEB, AttachOptions.DEFAULTS.withAccess(WriteAccess.WRITE), listener)) {
            listener.awaitHolder(Holder.SELF);
            assertThat(await(console.type(bytes("ls\r")))).isTrue();
            guest.awaitText("ls\r");
            guest.write("a\0b ü \u001b[1m");
            listener.awaitText("a\0b ü \u001b[1m");
            byte[] much = bytes("0123456789".repeat(20_000));
            CompletionStage<Boolean> typed = console.type(much);
            assertThat(guest.awaitBytes(3 + much.length)).endsWith(much);
            assertThat(await(typed)).isTrue();
        }
        listener.awaitEnd();
        Await.until("it is detached", () -> client.clients().isEmpty());
    }

    @Test
    void muchOutputArrivesInOrderAndWhole() {
        RecordingListener listener = new RecordingListener();
        try (AttachedConsole console =
                client.attach(WEB, new AttachOptions(WriteAccess.WRITE, Replay.NONE), listener)) {
            listener.awaitHolder(Holder.SELF);
            StringBuilder all = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                String part = ("line " + i + " ").repeat(500) + "\n";
                all.append(part);
                guest.write(part);
                listener.awaitText("line " + i + " \n");
            }
            Await.until("all has come", () -> listener.text().length() == all.length());
            assertThat(listener.text()).isEqualTo(all.toString());
            assertThat(await(console.type(bytes("typed")))).isTrue();
        }
    }

    @Test
    void aClientThatLosesTheLeaseGoesOnReadingAndMayTakeItBack() {
        RecordingListener first = new RecordingListener();
        RecordingListener second = new RecordingListener();
        AttachedConsole one = client.attach(WEB, AttachOptions.DEFAULTS.withAccess(WriteAccess.WRITE), first);
        first.awaitHolder(Holder.SELF);
        AttachedConsole two = client.attach(WEB, AttachOptions.DEFAULTS.withAccess(WriteAccess.WRITE), second);
        second.awaitHolder(Holder.OTHER);
        assertThat(second.pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(await(two.type(bytes("no")))).isFalse();

        two.acquireLease(false);
        two.acquireLease(true);
        second.awaitHolder(Holder.SELF);
        first.awaitHolder(Holder.OTHER);
        assertThat(await(one.type(bytes("no")))).isFalse();
        assertThat(await(two.type(bytes("yes")))).isTrue();
        guest.awaitText("yes");
        guest.write("for both");
        first.awaitText("for both");
        second.awaitText("for both");

        two.releaseLease();
        first.awaitHolder(Holder.NOBODY);
        assertThat(await(two.type(bytes("no")))).as("given up").isFalse();
        assertThat(await(one.type(bytes(" again")))).isTrue();
        assertThat(guest.awaitText("again")).isEqualTo("yes again");
    }

    @Test
    void whoTellsWhoIsAttached() {
        RecordingListener reader = new RecordingListener();
        client.attach(WEB, READ_ONLY, reader);
        reader.awaitHolder(Holder.NOBODY);
        client.attach(WEB, AttachOptions.DEFAULTS.withAccess(WriteAccess.FORCE), new RecordingListener());
        reader.awaitHolder(Holder.OTHER);

        assertThat(client.clients("web")).hasSize(2).allSatisfy(attached -> {
            assertThat(attached.user()).isEqualTo(System.getProperty("user.name"));
            assertThat(attached.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(attached.domain() + "/" + attached.console()).isEqualTo("web/serial0");
            assertThat(attached.bytesBehind()).isZero();
        });
        assertThat(client.clients()).extracting(ClientView::mode).containsExactly("read-only", "write");
    }

    @Test
    void theReplayIsWhatWasAskedFor() {
        guest.write("one\ntwo\nlogin: ");
        RecordingListener all = new RecordingListener();
        client.attach(WEB, READ_ONLY, all);
        all.awaitText("one\ntwo\nlogin: ");
        RecordingListener last = new RecordingListener();
        client.attach(WEB, READ_ONLY.withReplay(Replay.lines(1)), last);
        last.awaitText("login: ");
        RecordingListener none = new RecordingListener();
        client.attach(WEB, READ_ONLY.withReplay(Replay.NONE), none);
        RecordingListener missed = new RecordingListener();
        client.attach(WEB, READ_ONLY.withReplay(Replay.missedSince("another session")), missed);
        missed.awaitText("one\ntwo\nlogin: ");
        RecordingListener same = new RecordingListener();
        client.attach(WEB, READ_ONLY.withReplay(Replay.missedSince(all.session())), same);
        same.awaitHolder(Holder.NOBODY);

        guest.write("root\n");
        for (RecordingListener each : new RecordingListener[] {all, last, none, missed, same}) {
            each.awaitText("root\n");
        }
        assertThat(all.text()).isEqualTo("one\ntwo\nlogin: root\n").isEqualTo(missed.text());
        assertThat(last.text()).isEqualTo("login: root\n");
        assertThat(none.text()).isEqualTo("root\n").isEqualTo(same.text());
    }

    @Test
    void theLastWordsComeBeforeTheEnd() {
        RecordingListener listener = new RecordingListener();
        AttachedConsole console = client.attach(WEB, AttachOptions.DEFAULTS.withAccess(WriteAccess.WRITE), listener);
        listener.awaitHolder(Holder.SELF);
        guest.write("Power down.");
        guest.hangUp();
        running.contee().hook("release", running.xml());
        listener.awaitEnd();
        assertThat(listener.text()).isEqualTo("Power down.");
        assertThatThrownBy(() -> await(console.type(bytes("x"))))
                .hasCauseInstanceOf(ConteeException.class)
                .hasMessageContaining("the console has ended");
        assertThatThrownBy(() -> client.attach(
                        WEB, AttachOptions.DEFAULTS.withAccess(WriteAccess.WRITE), new RecordingListener()))
                .isInstanceOf(ConteeException.class);
    }

    @Test
    void sendTypesUnlessAnotherClientMay() {
        client.send(WEB, false, bytes("root\n"));
        guest.awaitText("root\n");
        RecordingListener listener = new RecordingListener();
        client.attach(WEB, AttachOptions.DEFAULTS.withAccess(WriteAccess.WRITE), listener);
        listener.awaitHolder(Holder.SELF);
        assertThatThrownBy(() -> client.send(WEB, false, bytes("no")))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid() + " has the write lease");
        client.send(WEB, true, bytes("forced"));
        assertThat(guest.awaitText("forced")).isEqualTo("root\nforced");
        listener.awaitHolder(Holder.NOBODY); // that it was the other's for a moment may be left out
    }

    @Test
    void whatCannotBeIsToldInOneLine() {
        assertThatThrownBy(() ->
                        client.attach(ConsoleRef.of("web", "serial9"), AttachOptions.DEFAULTS, new RecordingListener()))
                .isInstanceOf(NotFoundException.class)
                .hasMessage("domain web has no console 'serial9': it has serial0");
        assertThatThrownBy(() -> client.sendBreak(ConsoleRef.of("web", "serial9")))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> client.sendBreak(WEB))
                .isInstanceOf(ConteeException.class)
                .hasMessageContaining("libvirt");
        try (ControlClient nobody = new ControlClient(running.directory().resolve("none.sock"))) {
            assertThatThrownBy(() -> nobody.attach(WEB, AttachOptions.DEFAULTS, new RecordingListener()))
                    .isInstanceOf(UnreachableException.class);
        }
    }

    @Test
    void aRequestWithoutUpgradeIsRefused() {
        try (SocketPeer peer =
                SocketPeer.connect(running.config().directories().run().controlSocket())) {
            peer.write("GET /domains/web/attach HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(new String(peer.awaitEnd(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .endsWith("this resource is a WebSocket: ask for an upgrade of the connection\n");
        }
    }
}
