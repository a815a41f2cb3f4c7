package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.NotFoundException;
import io.contee.net.ByteQueue;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.UnixListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * One console: moves the bytes between its {@link GuestSide}, its clients and its logs. Its event loop's thread owns
 * it; {@link #start}, {@link #locate}, {@link #release}, {@link #close}, {@link #suspend}, {@link #reopenLogs}, {@link
 * #isClosed}, {@link #counters} and {@link #sample} may be called by any thread.
 */
final class ConsoleSession implements LogWork.Listener, GuestInput {

    /** The longest time that a released console waits for its guest's connection to end. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    private static final int INPUT_QUEUE_BYTES = 64 << 10;
    private final ConsoleId id;
    private final EventLoop loop;
    private final Optional<Duration> holdLimit;
    private final GuestSide guest;
    private final ConsoleClients clients;
    private final LogWork work;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private final ByteQueue toGuest = new ByteQueue(INPUT_QUEUE_BYTES);
    private final Duration partialLine;
    private boolean guestStopped;
    private final StallReport stallReport;
    private Stage stage = Stage.SERVING;
    private Writing writing = Writing.NOTHING;
    private Flush flush = Flush.NONE;
    private long stalls;
    private byte[] typedAhead = {};
    private long skipped;
    private boolean unknownGap;
    private final ConsoleCounters counters = new ConsoleCounters();

    private enum Stage {
        SERVING,
        /** The session ends once the guest's side has ended. */
        RELEASING,
        /** The same as {@link #RELEASING}, but the connections are handed over to another process. */
        SUSPENDING,
        /** The logs are being closed, after {@link #RELEASING}. */
        CLOSING,
        /** The logs are being closed, after {@link #SUSPENDING}. */
        LEAVING
    }

    /** The state of writing to the logs, and of the guest meanwhile. */
    private enum Writing {
        NOTHING,
        /** The loop waits for the write. */
        BUSY,
        /** The write is slow, and the guest waits. */
        HOLDING,
        /** The write is slow, and guest output is dropped for the logs. */
        DROPPING
    }

    /** The state of the next write of a partial line. */
    private enum Flush {
        NONE,
        ARMED,
        DUE
    }

    /**
     * Makes a session whose clients can connect already.
     *
     * @param holdLimit the longest time that the guest waits for logs whose disk hangs, before its output is dropped;
     *     zero for no wait, empty for no limit
     * @param sinks its logs
     * @param stream the start of the console's stream
     * @param partialLine the time for which part of a line waits for its rest before it is written to the logs
     */
    ConsoleSession(
            ConsoleId id,
            EventLoop loop,
            Optional<Duration> holdLimit,
            GuestSide guest,
            UnixListener clientListener,
            ClientSettings clientSettings,
            List<LogSink> sinks,
            StreamOrigin stream,
            Duration partialLine) {
        this.id = id;
        this.loop = loop;
        this.holdLimit = holdLimit;
        this.guest = guest;
        this.clients = new ConsoleClients(loop, clientListener, this, clientSettings, stream, counters);
        this.work = new LogWork(sinks, this, guest::logged, counters.writes);
        counters.bytesOut.add(stream.position());
        this.partialLine = partialLine;
        this.stallReport = new StallReport(id, loop, work);
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
            guestTakesInput();
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
                stage = Stage.RELEASING;
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
    CompletableFuture<byte[]> suspend() {
        loop.execute(() -> {
            stage = Stage.SUSPENDING;
            clients.setMayType(false);
            guest.suspend();
            advance();
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
            if (isClosing()) {
                done.completeExceptionally(ended(id));
            } else {
                work.askToReopen(done);
                advance();
            }
        });
        return done;
    }

    private boolean isClosing() {
        return stage == Stage.CLOSING || stage == Stage.LEAVING;
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
        counters.connected.set(1);
        clients.setMayType(mayType());
    }

    /** Returns whether guest output can be handled now: written to the logs, or dropped as configured. */
    boolean acceptsOutput() {
        return writing == Writing.NOTHING || writing == Writing.DROPPING || isNeverHeld();
    }

    /** Handles guest output; the caller's last act, as it ends in blocking work. */
    void printed(IoBuffer output) {
        ByteBuffer bytes = output.bytes();
        counters.bytesOut.add(bytes.remaining());
        clients.offer(output);
        if (isWriting()) {
            counters.overflowBytes.add(bytes.remaining());
            skipped += bytes.remaining();
        } else {
            write(afterSkipped().append(bytes));
        }
    }

    /** Counts output that was lost before the output that comes next. */
    void missed(long bytes) {
        counters.missedBytes.add(bytes);
        skipped += bytes;
    }

    /**
     * Notes that an unknown amount of output may be missing before the output that comes next; {@link #advance}
     * follows.
     */
    void missedUnknown() {
        unknownGap = true;
        clients.tell("an unknown number of bytes may be lost here");
    }

    private void write(LogWork next) {
        writing = Writing.BUSY;
        loop.run(next);
    }

    @Override
    public void writingStalled() {
        if (writing != Writing.BUSY) {
            return; // the write has ended meanwhile
        }
        long stall = ++stalls;
        stallReport.begin(() -> stall == stalls && isWriting());
        counters.diskHangs.begin();
        if (isNeverHeld()) {
            writing = Writing.DROPPING;
            return;
        }
        writing = Writing.HOLDING;
        counters.backPressure.begin();
        guest.setReading(false);
        holdLimit.ifPresent(limit -> loop.schedule(limit, () -> letGuestGoOn(stall)));
    }

    private boolean isNeverHeld() {
        return holdLimit.filter(Duration::isZero).isPresent();
    }

    private void letGuestGoOn(long stall) {
        if (writing == Writing.HOLDING && stall == stalls) {
            writing = Writing.DROPPING;
            counters.backPressure.end();
            guest.setReading(true);
        }
    }

    @Override
    public void written() {
        writing = Writing.NOTHING;
        guest.taken();
        counters.diskHangs.end();
        counters.backPressure.end();
        clients.replaysRead();
        guest.setReading(true);
        advance();
    }

    /** Returns whether the logs are being written. */
    boolean isWriting() {
        return writing != Writing.NOTHING;
    }

    /** Does the next thing that was waiting for the logs; the caller's last act. */
    void advance() {
        if (isWriting() || closed.isDone()) {
            return;
        }
        if (isClosing()) {
            closeSockets();
        } else if (stage != Stage.SERVING && guest.hasEnded()) {
            stage = stage == Stage.SUSPENDING ? Stage.LEAVING : Stage.CLOSING;
            write(afterSkipped().close(guestStopped));
        } else if (work.isAskedToReopen()) {
            write(work);
        } else if (skipped > 0 || unknownGap) {
            write(afterSkipped());
        } else if (clients.awaitReplays()) {
            write(work.read(clients.readReplays(counters.bytesOut.get())));
        } else if (flush == Flush.DUE) {
            flush = Flush.NONE;
            write(work.flushPartial());
        } else if (flush == Flush.NONE && work.hasPartial()) {
            flush = Flush.ARMED;
            loop.schedule(partialLine, this::flushTimeCame);
        }
    }

    /** Sets up the marks of the bytes that the logs lack, before what is set up next. */
    private LogWork afterSkipped() {
        work.skip(skipped);
        skipped = 0;
        if (unknownGap) {
            unknownGap = false;
            work.markUnknownGap();
        }
        return work;
    }

    private void flushTimeCame() {
        flush = Flush.DUE;
        advance();
    }

    @Override
    public void replaysDue() {
        advance();
    }

    @Override
    public void typed(ByteBuffer input) {
        if (guest.isConnected()) {
            toGuest.put(input);
            guestTakesInput();
        }
    }

    /** Writes as much of the input to the guest as it accepts now. */
    void guestTakesInput() {
        if (guest.isConnected()) {
            counters.bytesIn.add(guest.take(toGuest));
            clients.setMayType(mayType());
        }
    }

    @Override
    public boolean mayType() {
        return guest.takesInput() && toGuest.isEmpty() && stage != Stage.SUSPENDING && stage != Stage.LEAVING;
    }

    @Override
    public void writersLeft() {
        guest.writersLeft();
    }

    /** Notes that the guest has gone; {@link #advance} follows. */
    void guestGone() {
        toGuest.clear();
        counters.connected.set(0);
        clients.setMayType(false);
    }

    private void beginRelease() {
        guestStopped = true;
        if (stage == Stage.SERVING) {
            stage = Stage.RELEASING;
            guest.finish();
            loop.schedule(DRAIN_LIMIT, guest::giveUp);
            advance();
        }
    }

    private void closeSockets() {
        if (stage == Stage.LEAVING) {
            typedAhead = toGuest.take(INPUT_QUEUE_BYTES);
            guest.leave();
            clients.leave();
        } else {
            guest.close();
            clients.close();
        }
        closed.complete(null);
    }
}
