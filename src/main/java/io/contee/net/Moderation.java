package io.contee.net;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Moderates how often small pieces of output wake a loop, as a network driver does with its interrupts. When guests
 * print line by line, most of the cost is in the wake-ups. So while a loop reads small pieces more than {@value
 * #BUSY_READS_PER_SECOND} times a second, the sources that they come from rest in a separate epoll instance, which the
 * loop polls every 2 ms, every 20 ms while nobody watches any of them, or more often if the output of that time would
 * fill the kernel's buffer. Output that is printed meanwhile stays in the kernel, where a crash of contee does not lose
 * it, and is read in one piece. A source that was silent before does not rest: its first byte wakes the loop
 * immediately. The loop's thread calls it.
 *
 * <p>A unix socket's buffer is full of some 278 writes, however small they are (Linux' unix_stream_sendmsg() charges
 * the sender for a whole socket buffer structure each), and its reader does not see how many there were. QEMU's 16550
 * writes byte by byte. So a source rests only once its reads have shown which kind it is: a read of fewer than {@value
 * #WIDE_BYTES} bytes shows single bytes, a series of larger reads shows lines.
 */
final class Moderation {

    private static final long BUSY_READS_PER_SECOND = 8000;
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** The amount that one look should find: a socket's buffer holds some 24 KiB of lines. */
    private static final int TARGET_BYTES = 16 << 10;

    private static final int LINE_BYTES = 80;

    /** The limit below which a read may have been of single bytes. */
    static final int WIDE_BYTES = 24;

    /** The number of successive wide reads that show that a source does not write byte by byte. */
    private static final int WIDE_READS = 32;

    /** The number of bytes of lines for which a single byte counts; one look then finds some 100 of 278. */
    private static final int SINGLE_BYTE_WEIGHT = 2 * LINE_BYTES;

    /** The delay of the loop's first look at a source that writes byte by byte. */
    private static final long FIRST_SINGLE_NANOS = TimeUnit.MICROSECONDS.toNanos(250);

    /** The longest interval between two looks while someone watches. */
    private static final long WATCHED_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** The longest interval while only logs wait; lines printed 5 ms apart then share a write to the logs. */
    private static final long UNWATCHED_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(80);

    /** The interval of deciding which sources rest on. */
    private static final long JUDGE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** The silence after which a source does not rest any more. */
    private static final long WATCHED_SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long UNWATCHED_SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** A descriptor that a loop reads. */
    abstract static class Source {

        private long lastRead;
        private boolean watched;
        private int wideReads;

        /** Returns whether the source may write byte by byte. */
        final boolean isSingleBytes() {
            return wideReads < WIDE_READS;
        }

        private boolean isKnown() {
            return wideReads == 0 || wideReads == WIDE_READS;
        }

        private boolean isSilent(long now) {
            return now - lastRead >= (watched ? WATCHED_SILENCE_NANOS : UNWATCHED_SILENCE_NANOS);
        }

        /** Returns whether the source rests. */
        abstract boolean isResting();

        /** Moves the source to the resting ones, or back. */
        abstract void setResting(boolean wanted);
    }

    private final LongSupplier nanoTime;
    private final List<Source> resting = new ArrayList<>();
    private long turn;
    private boolean busy;
    private long windowBegan;
    private long windowReads;
    private long longest = UNWATCHED_NANOS;
    private long interval = WATCHED_NANOS;
    private long lookDue;
    private int largest;

    /** @param nanoTime a clock that is never set */
    Moderation(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes that the loop begins to serve what is ready. */
    void turnBegins() {
        turn = nanoTime.getAsLong();
    }

    /** Returns whether any source rests. */
    boolean isActive() {
        return !resting.isEmpty();
    }

    /** Returns the time until the loop must look at the resting sources; only if there are any. */
    long nanosToLook() {
        return lookDue - nanoTime.getAsLong();
    }

    /**
     * Notes that a source has been read.
     *
     * @param bytes the number of bytes read
     * @param piece the maximum of them that came in one read
     * @param watched whether someone other than its logs waits for the output
     */
    void read(Source source, int bytes, int piece, boolean watched) {
        boolean wasSilent = source.isSilent(turn);
        source.lastRead = turn;
        source.watched = watched;
        boolean single = source.isSingleBytes();
        if (piece < WIDE_BYTES) {
            source.wideReads = 0;
        } else if (!source.isResting()) { // else it is many writes, of whatever size
            source.wideReads = Math.min(source.wideReads + 1, WIDE_READS);
        }
        if (source.isResting()) {
            windowReads += single ? bytes : 1 + bytes / LINE_BYTES;
            largest = Math.max(largest, single ? bytes * SINGLE_BYTE_WEIGHT : bytes);
            mind(source);
            if (bytes >= EventLoop.SCRATCH_BYTES || single != source.isSingleBytes()) {
                wake(source); // the source does not write small pieces, or lines, any more
            }
        } else if (bytes < TARGET_BYTES) {
            windowReads++;
            if (!isActive()) {
                measure();
            }
            if (busy && !wasSilent && source.isKnown()) {
                rest(source);
            }
        }
    }

    /** Decides by the reads of the last milliseconds whether the loop is busy. */
    private void measure() {
        long elapsed = turn - windowBegan;
        if (elapsed >= WINDOW_NANOS) {
            busy = windowReads * TimeUnit.SECONDS.toNanos(1) > BUSY_READS_PER_SECOND * elapsed;
            windowBegan = turn;
            windowReads = 0;
        }
    }

    private void rest(Source source) {
        source.setResting(true);
        if (resting.isEmpty()) {
            longest = UNWATCHED_NANOS;
            interval = WATCHED_NANOS;
            lookDue = turn + interval;
        }
        if (source.isSingleBytes()) {
            interval = Math.min(interval, FIRST_SINGLE_NANOS);
            lookDue = Math.min(lookDue, turn + interval);
        }
        resting.add(source);
        mind(source);
    }

    /** Limits the time until the next look if someone watches the source. */
    private void mind(Source source) {
        if (source.watched) {
            longest = WATCHED_NANOS;
            lookDue = Math.min(lookDue, turn + longest);
        }
    }

    private void wake(Source source) {
        if (resting.remove(source)) {
            source.setResting(false);
        }
    }

    /** Removes a source that has ended. */
    void forget(Source source) {
        resting.remove(source);
    }

    /** Notes that the loop has looked at the resting sources and served what was ready. */
    void looked() {
        if (largest > TARGET_BYTES) {
            // Immediately, as a guest may have had to wait.
            interval = Math.max(SHORTEST_NANOS, Math.min(interval, WATCHED_NANOS) * TARGET_BYTES / largest);
        } else if (largest < TARGET_BYTES / 2) {
            interval *= 2;
        }
        interval = Math.min(interval, longest);
        largest = 0;
        // From now on: a reader that follows its writer byte by byte pays for each cache line that they share.
        lookDue = nanoTime.getAsLong() + interval;
        if (turn - windowBegan >= JUDGE_NANOS) {
            measure();
            longest = UNWATCHED_NANOS;
            for (int i = resting.size() - 1; i >= 0; i--) {
                Source source = resting.get(i);
                if (!busy || source.isSilent(turn)) {
                    resting.remove(i).setResting(false);
                } else if (source.watched) {
                    longest = WATCHED_NANOS;
                }
            }
        }
    }
}
