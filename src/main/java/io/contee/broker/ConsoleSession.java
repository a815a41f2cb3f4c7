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
 * One console: moves the bytes between its {@link GuestSide}, its clients and its logs. Its event loop's thread owns it;
 * {@link #start}, {@link #locate}, {@link #release}, {@link #close}, {@link #suspend}, {@link #reopenLogs}, {@link
 * #isClosed}, {@link #counters} and {@link #sample} may be called by any thread.
 */
final class ConsoleSession implements LogWork.Listener, GuestInput {

    /** How long a released console waits for its guest's connection to end. */
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
        /** It ends once its guest's side has. */
        RELEASING,
        /** The same, but its connections are left to another process. */
        SUSPENDING,
        /** Its logs are being closed, after {@link #RELEASING}. */
        CLOSING,
        /** Its logs are being closed, after {@link #SUSPENDING}. */
        LEAVING
    }

    /** What the logs are doing, and the guest meanwhile. */
    private enum Writing {
        NOTHING,
        /** The loop waits for them. */
        BUSY,
        /** They take long, and the guest waits. */
        HOLDING,
        /** They take long, and what the guest prints is not for them. */
        DROPPING
    }

    /** The next writing of a partial line. */
    private enum Flush {
        NONE,
        ARMED,
        DUE
    }

    /**
     * Makes a console whose clients can connect already.
     *
     * @param holdLimit how long the guest waits at most for logs whose disk hangs, before what it prints is dropped; zero
     *     for not at all, empty for as long as that takes
     * @param sinks its logs
     * @param stream where its stream begins
     * @param partialLine how long part of a line waits for its rest before it is written to the logs
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
     * Begins to take connections; those that come before wait in the kernel.
     *
     * @return completes when those that another process has left are taken up
     */
    CompletableFuture<Void> start() {
        return CompletableFuture.runAsync(
                () -> {
                    guest.start(this);
                    clients.start();
                },
                loop);
    }

    /** Queues what was typed and not yet given to the guest when another process served it. */
    void requeue(byte[] input) {
        loop.execute(() -> {
            toGuest.put(ByteBuffer.wrap(input));
            guestTakesInput();
        });
    }

    /** Takes note of where its guest is by now. */
    void locate(GuestPlace place) {
        loop.execute(() -> guest.locate(place));
    }

    /**
     * Ends the console once all that its guest printed is in the logs. The guest's process is expected to be gone.
     *
     * @return completes when the logs and sockets are closed
     */
    CompletableFuture<Void> release() {
        loop.execute(this::beginRelease);
        return closed;
    }

    /**
     * Ends the console now, with what its guest has printed so far in the logs; the guest may go on without it.
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
     * Stops serving the console as it is, so that another process can go on. What was read is in the logs then, and
     * connections stay open.
     *
     * @return completes when the logs are closed, with what was typed and not yet given to the guest
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

    /** How many bytes of the stream have come so far. */
    long position() {
        return counters.bytesOut.get();
    }

    /** Returns whether it has ended, with all that its guest printed in its logs. */
    boolean isClosed() {
        return closed.isDone();
    }

    /**
     * Goes on in new files where someone has renamed the logs' present ones.
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

    /** Why what its guest prints does not come here; empty if it does, as far as that is known. Any thread may call it. */
    Optional<String> fault() {
        return guest.fault();
    }

    /** Its counters. */
    ConsoleCounters counters() {
        return counters;
    }

    /** Its clients. */
    ConsoleClients clients() {
        return clients;
    }

    /** The console's figures now. */
    CompletableFuture<Sample> sample() {
        return CompletableFuture.supplyAsync(
                () -> new Sample(guest.isConnected(), clients.count(), counters.bytesOut.get(), counters.bytesIn.get()),
                loop);
    }

    /** Figures that only the loop may read. */
    record Sample(boolean connected, int clients, long bytesOut, long bytesIn) {}

    /** The guest is there, and may take input. */
    void guestConnected() {
        counters.connected.set(1);
        clients.setMayType(mayType());
    }

    /** Returns whether what the guest prints now reaches the logs, or is to be dropped, as configured. */
    boolean takesOutput() {
        return writing == Writing.NOTHING || writing == Writing.DROPPING || isNeverHeld();
    }

    /** Takes guest output; the caller's last act, as it ends in blocking work. */
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

    /** Counts output that never came; what comes next is after it. */
    void missed(long bytes) {
        counters.missedBytes.add(bytes);
        skipped += bytes;
    }

    /** Notes that output may be missing before what comes next, nobody knows how much; {@link #advance} follows. */
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
            return; // it has ended meanwhile
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

    /** Does what was waiting for the logs; the caller's last act. */
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

    /** Sets up the marks of what the logs lack before what is set up next. */
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

    /** Gives the guest what was typed, as much as it takes now. */
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
