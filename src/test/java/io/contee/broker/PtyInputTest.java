package io.contee.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.model.ConsoleId;
import io.contee.net.ByteQueue;
import io.contee.net.EventLoop;
import io.contee.net.StallWatch;
import io.contee.testing.Await;
import io.contee.testing.TestPty;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Typing where the kernel has no inotify instance left. */
class PtyInputTest {

    private final StallWatch stallWatch = new StallWatch(StallWatch.DEFAULT_LIMIT);
    private final EventLoop loop = EventLoop.start("test-loop", stallWatch);
    private final TestPty pty = new TestPty();
    private final ByteQueue typed = new ByteQueue(100);
    private final PtyInput input = new PtyInput(
            new ConsoleId(BrokerFixture.domain("web"), "serial0"),
            loop,
            pty.path(),
            (file, listener) -> {
                throw new IOException("watch files: Too many open files");
            },
            this::writeTyped);

    @AfterEach
    void close() {
        onLoop(input::close);
        loop.close();
        stallWatch.close();
        pty.close();
    }

    private void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, loop).join();
    }

    private void writeTyped() {
        input.write(typed);
    }

    private void type(String text) {
        onLoop(() -> {
            typed.put(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            writeTyped();
        });
    }

    @Test
    void whatIsTypedReachesTheGuestAgainAndAgain() {
        type("one");
        assertThat(pty.readTyped(3)).isEqualTo("one");
        type("two");
        assertThat(pty.readTyped(3)).isEqualTo("two");
        onLoop(() -> assertThat(input.acceptsInput()).isTrue());
    }

    @Test
    void anotherProcessThatOpensThePtyIsFound() throws IOException, InterruptedException {
        type("one");
        assertThat(pty.readTyped(3)).isEqualTo("one");
        Process console = new ProcessBuilder("head", "-c", "4")
                .redirectInput(pty.path().toFile())
                .start();
        // Until it is found, contee may read what the guest prints in its place.
        Await.until("it gets what the guest prints", () -> {
            pty.print("text");
            return !console.isAlive();
        });
        assertThat(console.waitFor()).isZero();
    }
}
