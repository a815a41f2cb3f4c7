package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.net.EventLoop;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/**
 * The writing of a session's logs, one operation at a time, and the state of the guest while an operation is slow.
 * Apart from {@link ConsoleSession}, which decides when the session ends. The session's loop calls it.
 */
final class SessionLogs implements LogWork.Listener {

    private final EventLoop loop;
    private final WriteSettings settings;
    private final LogWork work;
    private final GuestSide guest;
    private final ConsoleClients clients;
    private final ConsoleCounters counters;
    private final StallReport stallReport;
    private final Runnable next;
    private Writing writing = Writing.NOTHING;
    private Flush flush = Flush.NONE;

    /** The number of operations that were slow. */
    private long stalls;

    /** The number of bytes that the logs lack before the next output, not set up in the work yet. */
    private long skipped;

    /** True if an unknown number of bytes may be missing before the next output, and the work does not know yet. */
    private boolean unknownGap;

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
     * Makes the writing of logs that are open.
     *
     * @param guest waits while the logs are slow
     * @param clients receive their replays from the logs
     * @param next is run as the last act after each operation, and when {@link #writeNext} has something to do
     */
    SessionLogs(
            ConsoleId id,
            EventLoop loop,
            WriteSettings settings,
            GuestSide guest,
            ConsoleClients clients,
            ConsoleCounters counters,
            Runnable next) {
        this.loop = loop;
        this.settings = settings;
        this.work = new LogWork(settings.sinks(), this, guest::logged, counters.writes);
        this.guest = guest;
        this.clients = clients;
        this.counters = counters;
        this.stallReport = new StallReport(id, loop, work);
        this.next = next;
    }

    /** Returns whether the logs are being written. */
    boolean isWriting() {
        loop.requireOwner();
        return writing != Writing.NOTHING;
    }

    /** Returns whether guest output can be handled now: written to the logs, or dropped as configured. */
    boolean acceptsOutput() {
        loop.requireOwner();
        return writing == Writing.NOTHING || writing == Writing.DROPPING || settings.isNeverHeld();
    }

    /** Appends guest output, or drops it if the logs are being written; the caller's last act. */
    void append(ByteBuffer output) {
        loop.requireOwner();
        if (isWriting()) {
            counters.overflowBytes.add(output.remaining());
            skipped += output.remaining();
        } else {
            write(afterSkipped().append(output));
        }
    }

    /** Counts output that was lost before the output that comes next. */
    void skip(long bytes) {
        loop.requireOwner();
        skipped += bytes;
    }

    /** Notes that an unknown amount of output may be missing before the output that comes next. */
    void markUnknownGap() {
        loop.requireOwner();
        unknownGap = true;
    }

    /** Adds the reopening of the logs to the operations that are due; {@link #writeNext} follows. */
    void askToReopen(CompletableFuture<Void> asked) {
        loop.requireOwner();
        work.askToReopen(asked);
    }

    /** Closes the logs, while they are not being written; the caller's last act. */
    void close(boolean guestStopped) {
        loop.requireOwner();
        write(afterSkipped().close(guestStopped));
    }

    /** Does the next thing that is due, while the logs are not being written; the caller's last act. */
    void writeNext() {
        loop.requireOwner();
        if (work.isAskedToReopen()) {
            write(work);
        } else if (skipped > 0 || unknownGap) {
            write(afterSkipped());
        } else if (clients.replays().areDue()) {
            write(work.read(clients.replays().reader(counters.bytesOut.get())));
        } else if (flush == Flush.DUE) {
            flush = Flush.NONE;
            write(work.flushPartial());
        } else if (flush == Flush.NONE && work.hasPartial()) {
            flush = Flush.ARMED;
            loop.schedule(settings.partialLine(), this::flushTimeCame);
        }
    }

    private void flushTimeCame() {
        flush = Flush.DUE;
        next.run();
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

    private void write(LogWork operation) {
        writing = Writing.BUSY;
        loop.run(operation);
    }

    @Override
    public void writingStalled() {
        loop.requireOwner();
        if (writing != Writing.BUSY) {
            return; // the write has ended meanwhile
        }
        long stall = ++stalls;
        stallReport.begin(() -> stall == stalls && isWriting());
        counters.diskHangs.begin();
        if (settings.isNeverHeld()) {
            writing = Writing.DROPPING;
            return;
        }
        writing = Writing.HOLDING;
        counters.backPressure.begin();
        guest.setReading(false);
        settings.holdLimit().ifPresent(limit -> loop.schedule(limit, () -> letGuestGoOn(stall)));
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
        loop.requireOwner();
        writing = Writing.NOTHING;
        guest.handled();
        counters.diskHangs.end();
        counters.backPressure.end();
        clients.replaysRead();
        guest.setReading(true);
        next.run();
    }
}
