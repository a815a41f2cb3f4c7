package io.contee.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.contee.model.AttachOptions;
import io.contee.model.ConsoleRef;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import io.contee.testing.Await;
import io.contee.testing.RunningContee;
import io.contee.testing.SocketPeer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A console as blocking streams. */
class ConsoleAttachmentTest {

    private final RunningContee running = new RunningContee();
    private final SocketPeer guest = running.startGuest();

    @AfterEach
    void closeAll() {
        guest.close();
        running.close();
    }

    private ConsoleAttachment attach(WriteAccess access) {
        return running.contee().attach(ConsoleRef.of("web"), new AttachOptions(access, Replay.SCROLLBACK));
    }

    @Test
    void whatIsPrintedIsReadAndWhatIsWrittenIsTyped() throws IOException {
        guest.write("before\nlogin: ");
        try (ConsoleAttachment console = attach(WriteAccess.TYPING)) {
            assertThat(console.output().readNBytes(14)).isEqualTo("before\nlogin: ".getBytes(StandardCharsets.UTF_8));
            console.input().write("root\n".getBytes(StandardCharsets.UTF_8));
            console.input().write('!');
            guest.awaitText("root\n!");
            guest.write("\u00ff");
            assertThat(console.output().read()).isEqualTo(0xc3);
            assertThat(console.output().read()).isEqualTo(0xbf);
            assertThat(console.output().available()).isZero();
        }
    }

    @Test
    void aReaderThatWaitsIsToldTheEnd() throws IOException {
        try (ConsoleAttachment console = attach(WriteAccess.READ_ONLY)) {
            CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return console.output().readAllBytes();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            guest.write("last words");
            Await.until(
                    "it is printed", () -> running.contee().consoles().get(0).bytesOut() == 10);
            guest.hangUp();
            running.contee().hook("release", running.xml());
            assertThat(read.orTimeout(Await.LIMIT.toSeconds(), TimeUnit.SECONDS).join())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("last words");
        }
    }

    @Test
    void closingEndsAReaderThatWaits() throws IOException {
        ConsoleAttachment console = attach(WriteAccess.READ_ONLY);
        console.close();
        console.close();
        assertThat(console.output().read()).isEqualTo(-1);
        Await.until("it is detached", () -> running.contee().consoles().get(0).clients() == 0);
    }

    @Test
    void aWriteWithoutTheLeaseFails() throws IOException {
        try (ConsoleAttachment holder = attach(WriteAccess.WRITE);
                ConsoleAttachment other = attach(WriteAccess.WRITE)) {
            assertThat(holder.lease().maySelfType()).isTrue();
            assertThatThrownBy(() -> other.input().write('x'))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the console accepts no input from this client: process "
                            + ProcessHandle.current().pid() + " has the write lease");
            other.acquireLease(true);
            Await.until("it has the lease", () -> other.lease().maySelfType());
            Await.until("the other has not", () -> !holder.lease().maySelfType());
            other.input().write('y');
            other.releaseLease();
            Await.until("it has it not", () -> !other.lease().maySelfType());
            holder.input().write('z');
            assertThat(guest.awaitText("z")).isEqualTo("yz");
        }
    }
}
