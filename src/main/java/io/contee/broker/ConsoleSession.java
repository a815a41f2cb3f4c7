package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.NotFoundException;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.PeerCredentials;
import io.contee.net.PtySlave;
import io.contee.net.UnixConnection;
import io.contee.net.UnixListener;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One console: takes its guest's connection and its clients, and moves the bytes between them and into the logs. Its
 * event loop's thread owns it; {@link #start}, {@link #startWith}, {@link #release}, {@link #close},
 * {@link #reopenLogs}, {@link #isClosed} and {@link #sample} may be called by any thread.
 */
final class ConsoleSession implements LogWork.Listener {

    /** How long part of a line may wait for its rest before it is written to the logs. */
    private static final Duration PARTIAL_LINE_DELAY = Duration.ofMillis(500);

    /** How long a released console waits for its guest's connection to end. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(5);

    /** Turns of reading that empty the largest socket buffer there is by default, and end soon all the same. */
    private static final int LAST_TURNS = 64;

    private static final Duration STALL_REPORT_DELAY = Duration.ofSeconds(1);
    private static final Duration STALL_REPORT_INTERVAL = Duration.ofMinutes(1);
    private static final int INPUT_QUEUE_BYTES = 64 << 10;
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleSession.class);

    private final ConsoleId id;
    private final EventLoop loop;
    private final Overflow overflow;
    private final IntPredicate guestUids;
    private final ConsoleAcceptor guests;
    private final ConsoleAcceptor clientSide;
    private final LogWork work;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    private final List<ClientConnection> clients = new ArrayList<>();
    private final ByteQueue toGuest = new ByteQueue(INPUT_QUEUE_BYTES);
    private @Nullable GuestConnection guest;

    /** Where the guest has printed to before its connection, and may have left something. */
    private @Nullable PtyDrain former;

    private boolean writing;
    private long stalls;
    private boolean stallReported;
    private boolean flushArmed;
    private boolean flushDue;
    private boolean releasing;
    private boolean closing;
    private long skipped;
    private long bytesOut;
    private long bytesIn;

    /**
     * Makes a console that listens already.
     *
     * @param guestUids who may be its guest, by user id
     */
    ConsoleSession(
            ConsoleId id,
            EventLoop loop,
            Overflow overflow,
            UnixListener guestListener,
            IntPredicate guestUids,
            UnixListener clientListener,
            List<LogSink> sinks) {
        this.id = id;
        this.loop = loop;
        this.overflow = overflow;
        this.guestUids = guestUids;
        this.guests = new ConsoleAcceptor(loop, guestListener, this::guestConnected);
        this.clientSide = new ConsoleAcceptor(loop, clientListener, this::clientConnected);
        this.work = new LogWork(sinks, this);
    }

    /** Begins to take connections; those that come before wait in the kernel. */
    void start() {
        loop.execute(() -> {
            guests.start();
            clientSide.start();
        });
    }

    /**
     * Begins as {@link #start} does, with a pty to be read before what the guest's connection holds.
     *
     * @param draining is completed when the pty is being read, exceptionally if it cannot be; the console has begun all
     *     the same
     */
    void startWith(PtySlave pty, CompletableFuture<PtyDrain> draining) {
        loop.execute(() -> {
            try {
                PtyDrain drain = new PtyDrain(this, pty, loop);
                former = drain;
                draining.complete(drain);
            } catch (IOException e) {
                draining.completeExceptionally(e);
            }
            guests.start();
            clientSide.start();
        });
    }

    /** The pty is read to its end; the caller's last act. */
    void drained(PtyDrain drain) {
        if (former == drain) {
            former = null;
            if (!writing || overflow == Overflow.DROP) {
                setGuestReading(true);
            }
            advance();
        }
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
            finishFormer();
            guests.acceptPending();
            lastTurns(LAST_TURNS);
        });
        return closed;
    }

    private void finishFormer() {
        PtyDrain first = former;
        if (first != null) {
            var unused = first.finish();
        }
    }

    /** Empties the kernel's buffer, without waiting for a guest that prints without end. */
    private void lastTurns(int turns) {
        GuestConnection current = guest;
        PtyDrain first = former;
        if (first != null && turns > 0) {
            loop.execute(() -> lastTurns(turns - 1));
        } else if (first != null) {
            loop.execute(() -> lastTurns(0));
            first.end();
        } else if (current == null) {
            advance();
        } else if (turns == 0 || writing) {
            guestGone();
        } else {
            loop.execute(() -> lastTurns(turns - 1));
            current.lastTurn();
        }
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

    /** The console's figures now. */
    CompletableFuture<Sample> sample() {
        return CompletableFuture.supplyAsync(() -> new Sample(guest != null, clients.size(), bytesOut, bytesIn), loop);
    }

    /** Figures that only the loop may read. */
    record Sample(boolean connected, int clients, long bytesOut, long bytesIn) {}

    private void guestConnected(UnixConnection connection) throws IOException {
        PeerCredentials peer = connection.peer();
        if (!guestUids.test(peer.uid())) {
            LOG.warn("{}: refused process {} of user {} as the guest", id, peer.pid(), peer.uid());
            connection.close();
        } else if (guest != null) {
            LOG.warn("{}: refused process {} as the guest: one is connected", id, peer.pid());
            connection.close();
        } else {
            guest = new GuestConnection(this, connection, loop);
            LOG.info("{}: guest connected, process {}", id, peer.pid());
            if (former != null) {
                guest.setReading(false);
            }
            pauseGuestWhileWriting();
            clientsMayType(true);
        }
    }

    private void clientConnected(UnixConnection connection) throws IOException {
        clients.add(new ClientConnection(this, connection, loop, mayType()));
    }

    /** Takes guest output; the caller's last act, as it ends in blocking work. */
    void printed(IoBuffer output) {
        ByteBuffer bytes = output.bytes();
        bytesOut += bytes.remaining();
        for (int i = clients.size() - 1; i >= 0; i--) {
            clients.get(i).offer(output);
        }
        if (writing) {
            skipped += bytes.remaining();
        } else {
            write(work.append(bytes));
        }
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
        if (writing && overflow == Overflow.BLOCK) {
            setGuestReading(false);
        }
    }

    private void setGuestReading(boolean wanted) {
        PtyDrain first = former;
        GuestConnection current = guest;
        if (first != null) {
            first.setReading(wanted);
        } else if (current != null) {
            current.setReading(wanted);
        }
    }

    @Override
    public void written() {
        writing = false;
        setGuestReading(true);
        advance();
    }

    /** Does what was waiting for the logs; the caller's last act. */
    private void advance() {
        if (writing || closed.isDone()) {
            return;
        }
        if (closing) {
            closeSockets();
        } else if (releasing && guest == null && former == null) {
            closing = true;
            write(work.skip(takeSkipped()).close());
        } else if (work.isAskedToReopen()) {
            write(work);
        } else if (skipped > 0) {
            write(work.skip(takeSkipped()));
        } else if (flushDue) {
            flushDue = false;
            write(work.flushPartial());
        } else if (!flushArmed && work.hasPartial()) {
            flushArmed = true;
            loop.schedule(PARTIAL_LINE_DELAY, this::flushTimeCame);
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

    /** Takes what a client typed. */
    void typed(IoBuffer input) {
        GuestConnection current = guest;
        if (current != null) {
            toGuest.put(input.bytes());
            guestTakesInput();
        }
    }

    /** Gives the guest what was typed, as much as it takes now. */
    void guestTakesInput() {
        GuestConnection current = guest;
        if (current != null) {
            bytesIn += current.take(toGuest);
            clientsMayType(mayType());
        }
    }

    private boolean mayType() {
        GuestConnection current = guest;
        return current != null && current.takesInput() && toGuest.isEmpty();
    }

    private void clientsMayType(boolean allowed) {
        for (int i = clients.size() - 1; i >= 0; i--) {
            clients.get(i).setMayType(allowed);
        }
    }

    /** The guest's connection has ended; the caller's last act. */
    void guestGone() {
        GuestConnection gone = guest;
        if (gone != null) {
            gone.close();
            guest = null;
            toGuest.clear();
            clientsMayType(false);
            LOG.info("{}: guest disconnected", id);
        }
        if (releasing) {
            guests.acceptPending();
        }
        advance();
    }

    /** Lets a client go. */
    void detach(ClientConnection client) {
        if (clients.remove(client)) {
            client.close();
        }
    }

    private void beginRelease() {
        if (!releasing) {
            releasing = true;
            finishFormer();
            guests.acceptPending();
            loop.schedule(DRAIN_LIMIT, this::drainTimeEnded);
            advance();
        }
    }

    private void drainTimeEnded() {
        PtyDrain first = former;
        if (first != null) {
            first.end();
        }
        if (guest != null) {
            LOG.warn("{}: released, but a process still holds its connection; closing it", id);
            guestGone();
        }
    }

    private void closeSockets() {
        guests.close();
        clientSide.close();
        for (ClientConnection client : List.copyOf(clients)) {
            detach(client);
        }
        closed.complete(null);
    }

    boolean isGuest(GuestConnection connection) {
        return guest == connection;
    }
}
