package io.contee.cli;

import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.LeaseState;
import io.contee.model.OneLine;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The steps at a console, one after the other: to wait for a text, or to type one. */
final class ConsoleScript implements ConsoleListener {

    /** One step, as the command line gives it. */
    static final class Step {
        @Option(
                names = "--expect",
                required = true,
                paramLabel = "TEXT",
                converter = GuestText.Converter.class,
                description = "Wait until the guest prints this (\\n, \\r, \\t, \\e, \\xHH and \\\\ are understood).")
        private @Nullable GuestText expected;

        @Option(
                names = "--send",
                required = true,
                paramLabel = "TEXT",
                converter = GuestText.Converter.class,
                description = "Type this. --expect and --send are done in the order given.")
        private @Nullable GuestText sent;

        /** The text to wait for. */
        Optional<byte[]> expected() {
            return Optional.ofNullable(expected).map(GuestText::bytes);
        }

        /** The text to type. */
        Optional<byte[]> sent() {
            return Optional.ofNullable(sent).map(GuestText::bytes);
        }
    }

    /** A text that did not come in time. */
    static final class NotInTimeException extends ConteeException {
        NotInTimeException(String message) {
            super(message);
        }
    }

    private final Screen screen;
    private final Supplier<String> name;
    private final Supplier<LineEnds> lineEnds;
    private final OutputMatcher output = new OutputMatcher();
    private volatile String lease = "";

    /**
     * Makes one that is not attached yet.
     *
     * @param name what to call the console
     * @param lineEnds makes a converter of the line ends of a text that is typed
     */
    ConsoleScript(Screen screen, Supplier<String> name, Supplier<LineEnds> lineEnds) {
        this.lineEnds = lineEnds;
        this.screen = screen;
        this.name = name;
    }

    /**
     * Does the steps.
     *
     * @param limit how long each may take
     * @throws NotInTimeException if an expected text has not come in time
     */
    void run(AttachedConsole console, List<Step> steps, Duration limit) {
        try {
            for (Step step : steps) {
                if (step.expected().isPresent()) {
                    expect(step.expected().get(), limit);
                }
                if (step.sent().isPresent()) {
                    send(console, lineEnds.get().turn(step.sent().get()), limit);
                }
            }
        } catch (InterruptedException e) {
            throw ConteeException.interrupted("attached to " + name.get(), e);
        }
    }

    private void expect(byte[] text, Duration limit) throws InterruptedException {
        String shown = OneLine.quoted(new String(text, StandardCharsets.UTF_8));
        switch (output.await(text, limit)) {
            case FOUND -> {}
            case ENDED ->
                throw new ConteeException("the console of " + name.get() + " has ended before " + shown + " came");
            case NOT_IN_TIME ->
                throw new NotInTimeException(name.get() + " has not printed " + shown + " within "
                        + limit.toMillis() / 1000.0 + " s: see 'contee logs', or give a longer --timeout");
        }
    }

    private void send(AttachedConsole console, byte[] text, Duration limit) throws InterruptedException {
        try {
            if (!console.type(text).toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ConteeException(
                        "cannot type to " + name.get() + ": " + lease + ": wait for it, or steal it with --force");
            }
        } catch (TimeoutException e) {
            throw new NotInTimeException(name.get() + " has not accepted the input within " + limit.toMillis() / 1000.0
                    + " s: see 'contee list'");
        } catch (ExecutionException e) {
            throw new ConteeException("cannot type to " + name.get() + ": " + ConteeException.reason(e), e);
        }
    }

    @Override
    public void attached(String session, LeaseState first) {
        leaseChanged(first);
    }

    /** The expected text may come once contee is back. */
    @Override
    public void cutOff() {}

    @Override
    public CompletionStage<?> output(ByteBuffer bytes) {
        output.add(bytes.duplicate());
        screen.print(bytes);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void leaseChanged(LeaseState changed) {
        lease = changed.describe();
    }

    @Override
    public void ended() {
        output.end();
    }
}
