package io.contee.broker;

import io.contee.model.AttachOptions;
import io.contee.model.AttachedConsole;
import io.contee.model.ConsoleListener;
import io.contee.model.ConteeException;
import io.contee.model.LeaseState;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client that is notified by calls of a {@link ConsoleListener}, one after the other in an executor's threads; the
 * loop does not wait for them. At most one call of each kind is under way or waits: meanwhile output accumulates in the
 * backlog, and changes of the write lease are combined into one.
 */
final class ListenerClient extends ConsoleClient implements AttachedConsole {

    private static final int CHUNK_BYTES = 64 << 10;

    private final ConsoleClients clients;
    private final ConsoleListener listener;
    private final EventLoop loop;
    private final Executor executor;
    private final AtomicReference<@Nullable LeaseState> untoldLease = new AtomicReference<>();
    private final Deque<TypedInput> inputs = new ArrayDeque<>();

    /** Completes when the last call so far has. */
    private CompletableFuture<?> calls = CompletableFuture.completedFuture(null);

    /** Completes when the first call has: the results of inputs are not reported before. */
    private CompletableFuture<?> toldAttached = calls;

    private boolean mayType;
    private boolean passing;
    private boolean telling;

    /** True if the listener knows its position in the stream; if nothing has been printed, by an empty output. */
    private boolean toldPosition;

    private boolean closed;

    /** An input, and the report whether it was accepted. */
    private record TypedInput(ByteBuffer bytes, CompletableFuture<Boolean> taken) {}

    ListenerClient(
            ConsoleClients clients,
            ConsoleListener listener,
            AttachOptions options,
            ClientPeer peer,
            Instant since,
            EventLoop loop,
            Executor executor) {
        super(peer, options.access(), since, clients.counters());
        this.clients = clients;
        this.listener = listener;
        this.loop = loop;
        this.executor = executor;
    }

    @Override
    void attached() {
        loop.requireOwner();
        LeaseState lease = clients.leaseOf(this);
        call(
                () -> {
                    listener.attached(clients.session(), lease);
                    return CompletableFuture.completedFuture(null);
                },
                () -> {});
        toldAttached = calls;
    }

    /**
     * Appends a call to those under way; the client is detached if it fails.
     *
     * @param afterwards is run by the loop afterwards
     */
    private void call(Supplier<CompletionStage<?>> next, Runnable afterwards) {
        calls = calls.thenComposeAsync(before -> next.get(), executor)
                .whenComplete((done, failure) -> onLoop(failure == null ? afterwards : () -> clients.detach(this)));
    }

    /** Runs a task on the loop. After the loop has ended, the client is detached, and the task is dropped. */
    private void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // closed, and the listener is notified of that
        }
    }

    @Override
    void write(IoBuffer output) {
        loop.requireOwner();
        backlog().put(output.bytes());
        backlogReady();
    }

    @Override
    void backlogReady() {
        loop.requireOwner();
        boolean ready = backlog().isReady() || (!toldPosition && !backlog().isHeld());
        if (!telling && !closed && ready) {
            telling = true;
            call(nextOutput(), () -> {
                telling = false;
                backlogReady();
            });
        }
    }

    private Supplier<CompletionStage<?>> nextOutput() {
        toldPosition = true;
        boolean replayed = backlog().isReplaying();
        ByteBuffer chunk = ByteBuffer.wrap(backlog().read(CHUNK_BYTES));
        long position = backlog().position();
        return () -> {
            listener.nextOutputEndsAt(position);
            if (replayed) {
                listener.nextOutputIsReplayed();
            }
            return listener.output(chunk);
        };
    }

    @Override
    void leaseChanged(LeaseState lease) {
        loop.requireOwner();
        if (untoldLease.getAndSet(lease) == null) {
            call(
                    () -> {
                        LeaseState latest = untoldLease.getAndSet(null);
                        if (latest != null) {
                            listener.leaseChanged(latest);
                        }
                        return CompletableFuture.completedFuture(null);
                    },
                    () -> {});
        }
    }

    @Override
    void setMayType(boolean allowed) {
        loop.requireOwner();
        mayType = allowed;
        if (!passing) {
            passing = true;
            while (mayType && !inputs.isEmpty()) {
                pass(inputs.getFirst());
            }
            passing = false;
        }
    }

    /** Passes some of an input on; {@link #setMayType} is called meanwhile. */
    private void pass(TypedInput input) {
        ByteBuffer bytes = input.bytes();
        ByteBuffer part = bytes.slice().limit(Math.min(bytes.remaining(), INPUT_BYTES));
        bytes.position(bytes.position() + part.limit());
        boolean allowed = clients.type(this, part);
        if (!allowed || !bytes.hasRemaining()) {
            inputs.removeFirst();
            var unused =
                    toldAttached.whenComplete((told, failure) -> input.taken().complete(allowed));
        }
    }

    @Override
    public CompletionStage<Boolean> type(byte[] input) {
        TypedInput typed = new TypedInput(ByteBuffer.wrap(input), new CompletableFuture<>());
        try {
            loop.execute(() -> {
                if (closed) {
                    typed.taken().completeExceptionally(ended());
                } else {
                    inputs.add(typed);
                    setMayType(mayType);
                }
            });
        } catch (RejectedExecutionException e) {
            typed.taken().completeExceptionally(ended());
        }
        return typed.taken();
    }

    private static ConteeException ended() {
        return new ConteeException("the console has ended");
    }

    @Override
    public void acquireLease(boolean force) {
        onLoop(() -> {
            if (!closed) {
                clients.acquireLease(this, force);
            }
        });
    }

    @Override
    public void releaseLease() {
        onLoop(() -> {
            if (!closed) {
                clients.releaseLease(this);
            }
        });
    }

    /** Passes on the rest of the backlog, and reports the end; also if the loop ends now. */
    @Override
    void detached() {
        loop.requireOwner();
        end(listener::ended);
    }

    /** Passes on the rest of the backlog, and reports that another process serves the console from now on. */
    @Override
    void handOver() {
        loop.requireOwner();
        end(listener::cutOff);
    }

    private void end(Runnable lastCall) {
        closed = true;
        inputs.forEach(input -> input.taken().completeExceptionally(ended()));
        inputs.clear();
        while (backlog().isReady()) {
            Supplier<CompletionStage<?>> next = nextOutput();
            calls = calls.thenComposeAsync(before -> next.get(), executor);
        }
        calls = calls.handleAsync(
                (done, failure) -> {
                    lastCall.run();
                    return true;
                },
                executor);
    }

    @Override
    public void close() {
        onLoop(() -> {
            backlog().clear();
            clients.detach(this);
        });
    }
}
