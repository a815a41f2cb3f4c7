package io.contee.net;

import io.contee.testing.Await;
import io.contee.testing.ShortTempDir;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A loop, and connected pairs of sockets to register with it. */
final class LoopFixture implements AutoCloseable {

    private static final AtomicInteger LOOPS = new AtomicInteger();

    final StallWatch watch;
    final String name = "test-loop-" + LOOPS.incrementAndGet();
    final EventLoop loop;
    private final ShortTempDir temp = new ShortTempDir();
    private final UnixListener listener = UnixListener.bind(temp.resolve("s"), 0600, path -> {});

    LoopFixture(Duration stallLimit) {
        watch = new StallWatch(stallLimit);
        loop = EventLoop.start(name, watch);
    }

    /** Two ends of one connection. */
    record Pair(UnixConnection near, UnixConnection far) implements AutoCloseable {
        @Override
        public void close() {
            near.close();
            far.close();
        }
    }

    Pair pair() throws IOException {
        UnixConnection near = UnixConnection.connect(listener.path());
        return new Pair(near, listener.accept().orElseThrow());
    }

    static void send(UnixConnection connection, String text) throws IOException {
        IoBuffer buffer = new IoBuffer(256);
        buffer.bytes().put(text.getBytes(StandardCharsets.UTF_8)).flip();
        connection.write(buffer);
    }

    static String receive(UnixConnection connection) throws IOException {
        IoBuffer buffer = new IoBuffer(256);
        int count = connection.read(buffer);
        return count == UnixConnection.END
                ? "<end>"
                : StandardCharsets.UTF_8.decode(buffer.bytes().flip()).toString();
    }

    /** Does something on the loop's thread, and returns its result. */
    <T> T onLoop(Callable<T> action) {
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.execute(() -> {
            try {
                result.complete(action.call());
            } catch (Exception | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result.orTimeout(Await.LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    }

    /** Returns when the loop has asked the kernel for events at least once more, and served them. */
    void turn() {
        onLoop(() -> true);
        onLoop(() -> true);
    }

    List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(name))
                .toList();
    }

    @Override
    public void close() {
        loop.close();
        watch.close();
        listener.close();
        temp.close();
    }
}
