package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.NotFoundException;
import io.contee.model.Overflow;
import io.contee.net.ByteQueue;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.UnixListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One console: moves the bytes between its {@link GuestSide}, its clients and its logs. Its event loop's thread owns it;
 * {@link #start}, {@link #locate}, {@link #release}, {@link #close}, {@link #suspend}, {@link #reopenLogs}, {@link
 * #isClosed}, {@link #counters} and {@link #sample} may be called by any thread.
 */
final class ConsoleSession implements LogWork.Listener, GuestInput {

    /** How long a released console waits for its guest's connection to end. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    private static final Duration STALL_REPORT_DELAY = Duration.ofSeconds(1);
    private static final Duration STALL_REPORT_INTERVAL = Duration.ofMinutes(1);
    private static final int INPUT_QUEUE_BYTES = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSession.class);

    private final ConsoleId id;
    private final EventLoop loop;
    private final Overflow overflow;
    private final GuestSide guest;
    private final ConsoleClients clients;
    private final LogWork work;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private final ByteQueue toGuest = new ByteQueue(INPUT_QUEUE_BYTES);
    private boolean writing;
    private long stalls;
    private boolean stallReported;
    private final Duration partialLine;
    private boolean flushArmed;
    private boolean flushDue;
    private boolean releasing;
    private boolean guestStopped;
    private boolean suspending;
    private boolean closing;
    private byte[] typedAhead = {};
    private long skipped;
    private final ConsoleCounters counters = new ConsoleCounters();

    /**
     * Makes a console whose clients can connect already.
     *
     * @param sinks its logs
     * @param stream where its stream begins
     * @param partialLine how long part of a line waits for its rest before it is written to the logs
     */
    ConsoleSession(
            ConsoleId id,
            EventLoop loop,
            Overflow overflow,
            GuestSide guest,
            UnixListener clientListener,
            ClientSettings clientSettings,
            List<LogSink> sinks,
            StreamOrigin stream,
            Duration partialLine) {
        this.id = id;
        this.loop = loop;
        this.overflow = overflow;
        this.guest = guest;
        this.clients = new ConsoleClients(loop, clientListener, this, clientSettings, stream, counters);
        this.work = new LogWork(sinks, this, guest::logged, counters.writes);
        counters.bytesOut.add(stream.position());
        this.partialLine = partialLine;
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
            releasing = true;
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
            suspending = true;
            releasing = true;
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

    /** Whether it has ended, with all that its guest printed in its logs. */
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
            if (closing) {
                done.completeExceptionally(ended(id));
            } else {
                work.askToReopen(done);
                advance();
            }
        });
        return done;
    }

    static NotFoundException ended(ConsoleId id) {
        return new NotFoundException("console " + id + " has ended: its logs are closed");
    }

    /** What it counts. */
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

    /** Whether what the guest prints now reaches the logs, or is to be dropped as they were told to. */
    boolean takesOutput() {
        return !writing || overflow == Overflow.DROP;
    }

    /** Takes guest output; the caller's last act, as it ends in blocking work. */
    void printed(IoBuffer output) {
        ByteBuffer bytes = output.bytes();
        counters.bytesOut.add(bytes.remaining());
        clients.offer(output);
        if (writing) {
            counters.overflowBytes.add(bytes.remaining());
            skipped += bytes.remaining();
        } else {
            write(work.skip(takeSkipped()).append(bytes));
        }
    }

    /** Counts output that never came; what comes next is after it. */
    void missed(long bytes) {
        counters.missedBytes.add(bytes);
        skipped += bytes;
    }

    private void write(LogWork next) {
        writing = true;
        loop.run(next);
    }

    @Override
    public void writingStalled() {
        long stall = ++stalls;
        loop.schedule(STALL_REPORT_DELAY, () -> reportStall(stall));
        pauseGuestWhileWriting();
    }

    private void reportStall(long stall) {
        if (writing && stall == stalls && !stallReported) {
            stallReported = true;
            LOG.warn("{}: the disk of its logs hangs", id);
            loop.schedule(STALL_REPORT_INTERVAL, () -> stallReported = false);
        }
    }

    private void pauseGuestWhileWriting() {
        if (writing) {
            counters.diskHangs.begin();
        }
        if (writing && overflow == Overflow.BLOCK) {
            counters.backPressure.begin();
            guest.setReading(false);
        }
    }

    @Override
    public void written() {
        writing = false;
        guest.taken();
        counters.diskHangs.end();
        counters.backPressure.end();
        clients.replaysRead();
        guest.setReading(true);
        advance();
    }

    /** Whether the logs are being written. */
    boolean isWriting() {
        return writing;
    }

    /** Does what was waiting for the logs; the caller's last act. */
    void advance() {
        if (writing || closed.isDone()) {
            return;
        }
        if (closing) {
            closeSockets();
        } else if (releasing && guest.hasEnded()) {
            closing = true;
            write(work.skip(takeSkipped()).close(guestStopped));
        } else if (work.isAskedToReopen()) {
            write(work);
        } else if (skipped > 0) {
            write(work.skip(takeSkipped()));
        } else if (clients.awaitReplays()) {
            write(work.read(clients.readReplays(counters.bytesOut.get())));
        } else if (flushDue) {
            flushDue = false;
            write(work.flushPartial());
        } else if (!flushArmed && work.hasPartial()) {
            flushArmed = true;
            loop.schedule(partialLine, this::flushTimeCame);
        }
    }

    private long takeSkipped() {
        long taken = skipped;
        skipped = 0;
        return taken;
    }

    private void flushTimeCame() {
        flushArmed = false;
        flushDue = true;
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
        return guest.takesInput() && toGuest.isEmpty() && !suspending;
    }

    @Override
    public void writersLeft() {
        guest.writersLeft();
    }

    /** There is no guest any more; {@link #advance} follows. */
    void guestGone() {
        toGuest.clear();
        counters.connected.set(0);
        clients.setMayType(false);
    }

    private void beginRelease() {
        guestStopped = true;
        if (!releasing) {
            releasing = true;
            guest.finish();
            loop.schedule(DRAIN_LIMIT, guest::giveUp);
            advance();
        }
    }

    private void closeSockets() {
        if (suspending) {
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
