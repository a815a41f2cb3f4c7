package io.contee.cli;

import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.DaemonThread;
import io.contee.model.LeaseState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/**
 * A console to which an input that is not a terminal is typed. It ends after the input, once the guest is silent, or
 * with the console.
 */
final class PipedConsole implements ConsoleListener {

    private static final int BUFFER_BYTES = 4 << 10;

    private final Screen screen;
    private final Supplier<String> name;
    private final LineEnds lineEnds;
    private final CompletableFuture<Void> finished = new CompletableFuture<>();
    private volatile String lease = "";
    private volatile long lastOutput = System.nanoTime();

    /** Set while contee is away, which does not count as a silence of the guest. */
    private volatile boolean away;

    /**
     * Makes one that is not attached yet.
     *
     * @param name what to call the console
     * @param lineEnds turns the ends of the input's lines into Enter keys
     */
    PipedConsole(Screen screen, Supplier<String> name, LineEnds lineEnds) {
        this.screen = screen;
        this.name = name;
        this.lineEnds = lineEnds;
    }

    /**
     * Types the input, and waits for the end.
     *
     * @param linger how long the guest must be silent after the end of the input
     */
    void run(AttachedConsole console, InputStream input, Duration linger) {
        DaemonThread.start("contee-console-input", () -> type(console, input, linger));
        awaitEnd();
    }

    /** Waits for the console's end, without an input. */
    void awaitEnd() {
        try {
            finished.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof ConteeException failure
                    ? failure
                    : new ConteeException(
                            "the console of " + name.get() + " was cut off: " + ConteeException.reason(e), e);
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("attached to " + name.get(), e);
        }
    }

    private void type(AttachedConsole console, InputStream input, Duration linger) {
        try {
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int n = input.read(buffer); n >= 0; n = input.read(buffer)) {
                type(console, lineEnds.turn(buffer, n));
            }
            awaitSilence(linger);
            finished.complete(null);
        } catch (ConteeException | IOException e) {
            finished.completeExceptionally(e);
        } catch (ExecutionException e) {
            finished.completeExceptionally(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void type(AttachedConsole console, byte[] input) throws ExecutionException, InterruptedException {
        if (input.length > 0 && !console.type(input).toCompletableFuture().get()) {
            throw new ConteeException(
                    "cannot type to " + name.get() + ": " + lease + ": wait for it, or steal it with --force");
        }
    }

    private void awaitSilence(Duration linger) throws InterruptedException {
        lastOutput = System.nanoTime();
        for (long left = linger.toNanos();
                left > 0 || away;
                left = linger.toNanos() - (System.nanoTime() - lastOutput)) {
            Thread.sleep(Duration.ofNanos(Math.max(0, left)).toMillis() + 1);
        }
    }

    @Override
    public void attached(String session, LeaseState first) {
        leaseChanged(first);
        lastOutput = System.nanoTime();
        away = false;
    }

    @Override
    public void cutOff() {
        away = true;
    }

    @Override
    public CompletionStage<?> output(ByteBuffer bytes) {
        lastOutput = System.nanoTime();
        try {
            screen.print(bytes);
        } catch (ConteeException e) {
            finished.completeExceptionally(e);
        }
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void leaseChanged(LeaseState changed) {
        lease = changed.describe();
    }

    @Override
    public void ended() {
        finished.complete(null);
    }
}
