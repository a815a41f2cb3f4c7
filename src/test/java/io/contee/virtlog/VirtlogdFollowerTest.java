package io.contee.virtlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.contee.broker.BrokerFixture;
import io.contee.model.ConsoleId;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.StallWatch;
import io.contee.testing.Await;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session that is writing when output comes, as its disk and that of virtlogd's log are slow. */
class VirtlogdFollowerTest implements VirtlogdListener {

    private final ShortTempDir temp = new ShortTempDir();
    private final StallWatch stallWatch = new StallWatch(StallWatch.DEFAULT_LIMIT);
    private final EventLoop loop = EventLoop.start("test-loop", stallWatch);
    private final Path path = temp.resolve("serial0.log");
    private final Path position = temp.resolve("position");
    private volatile boolean virtlogdHasIt = true;
    private volatile boolean dead;
    private final VirtlogdFollower log = new VirtlogdFollower(
            new ConsoleId(BrokerFixture.domain("web"), "serial0"),
            loop,
            path,
            new VirtlogdLog.Oldest(),
            new PositionFile(position),
            true,
            file -> virtlogdHasIt,
            false,
            this);
    private volatile boolean takes;
    private volatile boolean floods;
    private volatile boolean asked;
    private volatile boolean over;
    private final Queue<String> printed = new ConcurrentLinkedQueue<>();

    @AfterEach
    void close() {
        loop.close();
        stallWatch.close();
        temp.close();
    }

    @Override
    public boolean acceptsOutput() {
        asked = true;
        return takes;
    }

    @Override
    public void printed(IoBuffer output) {
        printed.add(StandardCharsets.US_ASCII.decode(output.bytes()).toString());
        if (floods) {
            written("more ");
        }
    }

    @Override
    public void missed(long bytes) {}

    @Override
    public void logEnded() {
        over = true;
    }

    @Override
    public void logDied() {
        dead = true;
    }

    @Override
    public void logRevived() {
        dead = false;
    }

    private void onLoop(Runnable task) {
        CompletableFuture.runAsync(task, loop).join();
    }

    private void written(String text) {
        try {
            Files.writeString(path, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void outputThatCannotBeTakenWaits() throws IOException {
        written("one ");
        onLoop(log::start);
        Await.until("it is read", () -> asked);
        onLoop(() -> log.setReading(false)); // the session is writing
        written("two ");
        onLoop(() -> log.logged());
        assertThat(position).as("what was not given is not logged").doesNotExist();

        onLoop(() -> log.setReading(true)); // it has written, and begun again at once
        onLoop(() -> {});
        assertThat(printed).isEmpty();
        takes = true;
        onLoop(() -> log.setReading(true));
        Await.until("all is printed", () -> String.join("", printed).equals("one two "));
        onLoop(() -> log.logged());
        assertThat(position).exists();
    }

    @Test
    void aLogThatNobodyWritesAnyMoreIsDeadUntilItIsWritten() throws IOException {
        takes = true;
        written("one ");
        virtlogdHasIt = false;
        onLoop(log::start);
        Await.until("it is found dead", () -> dead);
        written("two ");
        Await.until("it is alive", () -> !dead);
        virtlogdHasIt = false;
        written("three ");
        Await.until("it is found dead again", () -> dead);
        onLoop(log::end);
    }

    @Test
    void aLogWhoseGuestHasEndedIsNotDead() throws IOException {
        takes = true;
        written("one ");
        virtlogdHasIt = false;
        onLoop(() -> {
            log.start();
            log.finishNow();
        });
        Await.until("it has ended", () -> over);
        assertThat(dead).isFalse();
    }

    @Test
    void whatWaitsAtTheEndIsThereForTheNextProcess() throws IOException {
        written("one ");
        onLoop(log::start);
        Await.until("it is read", () -> asked);
        onLoop(() -> {
            log.setReading(false);
            log.finishNow();
            log.logged();
        });
        assertThat(over).isTrue();
        assertThat(printed).isEmpty();
        assertThat(position).doesNotExist();
    }

    @Test
    void aGuestThatNeverStopsPrintingDoesNotDelayTheEnd() {
        takes = true;
        floods = true;
        written("one ");
        onLoop(() -> {
            log.start();
            log.finishNow();
        });
        Await.until("it has ended", () -> over);
        assertThat(printed).hasSize(VirtlogdFollower.LAST_TURNS);
    }
}
