package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.NotFoundException;
import io.contee.net.ByteQueue;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.UnixListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One console: moves the bytes between its {@link GuestSide}, its clients and its logs. Its event loop's thread owns
 * it; {@link #start}, {@link #locate}, {@link #release}, {@link #close}, {@link #handOver}, {@link #reopenLogs}, {@link
 * #isClosed}, {@link #counters} and {@link #sample} may be called by any thread.
 */
final class ConsoleSession implements GuestInput {

    /** The longest time that a released console waits for its guest's connection to end. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    private static final int INPUT_QUEUE_BYTES = 64 << 10;

    private final ConsoleId id;
    private final EventLoop loop;
    private final GuestSide guest;
    private final ConsoleClients clients;
    private final SessionLogs logs;
    private final ConsoleCounters counters = new ConsoleCounters();
    private final ByteQueue toGuest = new ByteQueue(INPUT_QUEUE_BYTES);
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private Stage stage = Stage.SERVING;
    private Progress progress = Progress.LOGS_OPEN;
    private byte[] typedAhead = {};

    /** The state of the session, and the reason for its end. */
    private enum Stage {
        SERVING,
        /** The guest has stopped: the session ends once its output is read, and its last line is complete. */
        RELEASING,
        /** The session ends once the output so far is read; the guest may go on. */
        CLOSING,
        /** The session ends once nothing is being read, and leaves the connections to another process. */
        HANDING_OVER
    }

    /** The progress of the session's end. */
    private enum Progress {
        LOGS_OPEN,
        LOGS_CLOSING,
        CLOSED
    }

    /**
     * Makes a session whose clients can connect already.
     *
     * @param stream the start of the console's stream
     */
    ConsoleSession(
            ConsoleId id,
            EventLoop loop,
            GuestSide guest,
            UnixListener clientListener,
            ClientSettings clientSettings,
            WriteSettings writeSettings,
            StreamOrigin stream) {
        this.id = id;
        this.loop = loop;
        this.guest = guest;
        this.clients = new ConsoleClients(loop, clientListener, this, clientSettings, stream, counters);
        this.logs = new SessionLogs(id, loop, writeSettings, guest, clients, counters, this::advance);
        counters.bytesOut.add(stream.position());
    }

    /**
     * Begins to accept connections; earlier ones wait in the kernel.
     *
     * @return completes when the connections of another process are resumed
     */
    CompletableFuture<Void> start() {
        return CompletableFuture.runAsync(
                () -> {
                    guest.start(this);
                    clients.start();
                },
                loop);
    }

    /** Queues input that another process had received but not yet written to the guest. */
    void requeue(byte[] input) {
        loop.execute(() -> {
            toGuest.put(ByteBuffer.wrap(input));
            guestAcceptsInput();
        });
    }

    /** Updates the place of the guest. */
    void locate(GuestPlace place) {
        loop.execute(() -> guest.locate(place));
    }

    /**
     * Closes the session once all guest output is in the logs. The guest's process is expected to be gone.
     *
     * @return completes when the logs and sockets are closed
     */
    CompletableFuture<Void> release() {
        loop.execute(this::beginRelease);
        return closed;
    }

    /**
     * Closes the session now, with the guest output so far in the logs; the guest may go on without it.
     *
     * @return completes when the logs and sockets are closed
     */
    CompletableFuture<Void> close() {
        loop.execute(() -> {
            if (stage == Stage.SERVING) {
                stage = Stage.CLOSING;
            }
            guest.finishNow();
        });
        return closed;
    }

    /**
     * Hands the session over to another process. What was read is then in the logs, and connections stay open.
     *
     * @return completes when the logs are closed, with the input that is not yet written to the guest
     */
    CompletableFuture<byte[]> handOver() {
        loop.execute(() -> {
            if (progress == Progress.LOGS_OPEN) {
                stage = Stage.HANDING_OVER;
                clients.setMayType(false);
                guest.beginHandover();
                advance();
            }
        });
        return closed.thenApply(nothing -> typedAhead);
    }

    /** Returns the number of bytes of the stream so far. */
    long position() {
        return counters.bytesOut.get();
    }

    /** Returns whether the session is closed, and its logs are complete. */
    boolean isClosed() {
        return closed.isDone();
    }

    /**
     * Continues the logs in new files if someone has renamed the current ones.
     *
     * @return completes when it is done, with a failure if a file cannot be opened or the console has ended
     */
    CompletableFuture<Void> reopenLogs() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(() -> {
            if (progress == Progress.LOGS_OPEN) {
                logs.askToReopen(done);
                advance();
            } else {
                done.completeExceptionally(ended(id));
            }
        });
        return done;
    }

    static NotFoundException ended(ConsoleId id) {
        return new NotFoundException("console " + id + " has ended: its logs are closed");
    }

    /** Returns why guest output does not arrive here; empty if it does, as far as known. Any thread may call it. */
    Optional<String> fault() {
        return guest.fault();
    }

    /** Returns the session's counters. */
    ConsoleCounters counters() {
        return counters;
    }

    /** Returns the session's clients. */
    ConsoleClients clients() {
        return clients;
    }

    /** Returns the console's current figures. */
    CompletableFuture<Sample> sample() {
        return CompletableFuture.supplyAsync(
                () -> new Sample(guest.isConnected(), clients.count(), counters.bytesOut.get(), counters.bytesIn.get()),
                loop);
    }

    /** Figures that only the loop may read. */
    record Sample(boolean connected, int clients, long bytesOut, long bytesIn) {}

    /** Notes that the guest is connected, and may accept input. */
    void guestConnected() {
        loop.requireOwner();
        counters.connected.set(1);
        clients.setMayType(mayType());
    }

    /** Returns whether guest output can be handled now: written to the logs, or dropped as configured. */
    boolean acceptsOutput() {
        loop.requireOwner();
        return logs.acceptsOutput();
    }

    /** Handles guest output; the caller's last act, as it ends in blocking work. */
    void printed(IoBuffer output) {
        loop.requireOwner();
        ByteBuffer bytes = output.bytes();
        counters.bytesOut.add(bytes.remaining());
        clients.write(output);
        logs.append(bytes);
    }

    /** Counts output that was lost before the output that comes next. */
    void missed(long bytes) {
        loop.requireOwner();
        counters.missedBytes.add(bytes);
        logs.skip(bytes);
    }

    /**
     * Notes that an unknown amount of output may be missing before the output that comes next; {@link #advance}
     * follows.
     */
    void missedUnknown() {
        loop.requireOwner();
        logs.markUnknownGap();
        clients.report("an unknown number of bytes may be lost here");
    }

    /** Returns whether the logs are being written. */
    boolean isWriting() {
        loop.requireOwner();
        return logs.isWriting();
    }

    /** Does the next thing that was waiting for the logs; the caller's last act. */
    void advance() {
        loop.requireOwner();
        if (logs.isWriting() || progress == Progress.CLOSED) {
            return;
        }
        if (progress == Progress.LOGS_CLOSING) {
            progress = Progress.CLOSED;
            closeSockets();
        } else if (stage != Stage.SERVING && guest.hasEnded()) {
            progress = Progress.LOGS_CLOSING;
            logs.close(stage == Stage.RELEASING);
        } else {
            logs.writeNext();
        }
    }

    @Override
    public void replaysDue() {
        loop.requireOwner();
        advance();
    }

    @Override
    public void typed(ByteBuffer input) {
        loop.requireOwner();
        if (guest.isConnected()) {
            toGuest.put(input);
            guestAcceptsInput();
        }
    }

    /** Writes as much of the input to the guest as it accepts now. */
    void guestAcceptsInput() {
        loop.requireOwner();
        if (guest.isConnected()) {
            counters.bytesIn.add(guest.write(toGuest));
            clients.setMayType(mayType());
        }
    }

    @Override
    public boolean mayType() {
        loop.requireOwner();
        return guest.acceptsInput() && toGuest.isEmpty() && stage != Stage.HANDING_OVER;
    }

    @Override
    public void writersLeft() {
        loop.requireOwner();
        guest.writersLeft();
    }

    /** Notes that the guest has gone; {@link #advance} follows. */
    void guestGone() {
        loop.requireOwner();
        toGuest.clear();
        counters.connected.set(0);
        clients.setMayType(false);
    }

    private void beginRelease() {
        if (stage == Stage.CLOSING) {
            stage = Stage.RELEASING; // the guest has stopped meanwhile
        } else if (stage == Stage.SERVING) {
            stage = Stage.RELEASING;
            guest.finish();
            loop.schedule(DRAIN_LIMIT, guest::giveUp);
            advance();
        }
    }

    private void closeSockets() {
        if (stage == Stage.HANDING_OVER) {
            typedAhead = toGuest.read(INPUT_QUEUE_BYTES);
            guest.handOver();
            clients.handOver();
        } else {
            guest.close();
            clients.close();
        }
        closed.complete(null);
    }
}
