package io.contee.net;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Moderates how often small pieces of output wake a loop, as a network driver does with its interrupts. Where guests
 * print line by line it is the wake-ups that cost. So while a loop reads small pieces more than {@value
 * #BUSY_READS_PER_SECOND} times a second, the sources that they come from rest in an epoll instance of their own,
 * at which the loop looks every 2 ms, or more often where what comes in that time would fill the kernel's buffer. What
 * is printed meanwhile stays in the kernel, where a crash of contee does not lose it, and is taken in one piece. What
 * was silent before does not rest: its first byte wakes the loop at once. The loop's thread calls it.
 */
final class Moderation {

    private static final long BUSY_READS_PER_SECOND = 8000;
    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    /** How much one look is to find: a socket's buffer holds some 24 KiB where it comes in lines. */
    private static final int TARGET_BYTES = 16 << 10;

    private static final int LINE_BYTES = 128;
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(80);

    /** What is silent for so long rests no more. */
    private static final long SILENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** What a loop reads. */
    abstract static class Source {

        private long lastRead;

        /** Whether it is with those that rest. */
        abstract boolean isResting();

        /** Moves it to those that rest, or back. */
        abstract void setResting(boolean wanted);
    }

    private final LongSupplier nanoTime;
    private final List<Source> resting = new ArrayList<>();
    private long turn;
    private boolean busy;
    private long windowBegan;
    private long windowReads;
    private long interval = LONGEST_NANOS;
    private long lookDue;
    private int largest;

    /** @param nanoTime a clock that is never set */
    Moderation(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The loop begins to serve what is ready. */
    void turnBegins() {
        turn = nanoTime.getAsLong();
    }

    /** Whether any source rests. */
    boolean isActive() {
        return !resting.isEmpty();
    }

    /** How long the loop may wait until it looks at those that rest; only if there are some. */
    long nanosToLook() {
        return lookDue - nanoTime.getAsLong();
    }

    /** A source has been read, and gave so many bytes. */
    void read(Source source, int bytes) {
        long silence = turn - source.lastRead;
        source.lastRead = turn;
        if (source.isResting()) {
            windowReads += 1 + bytes / LINE_BYTES;
            largest = Math.max(largest, bytes);
            if (bytes >= EventLoop.SCRATCH_BYTES) { // small pieces are not what comes now
                wake(source);
            }
        } else if (bytes < TARGET_BYTES) {
            windowReads++;
            if (!isActive()) {
                measure();
            }
            if (busy && silence < SILENCE_NANOS) {
                rest(source);
            }
        }
    }

    /** Judges by the reads of the last milliseconds whether the loop is busy. */
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
            interval = LONGEST_NANOS;
            lookDue = turn + interval;
        }
        resting.add(source);
    }

    private void wake(Source source) {
        if (resting.remove(source)) {
            source.setResting(false);
        }
    }

    /** A source has ended. */
    void forget(Source source) {
        resting.remove(source);
    }

    /** The loop has looked at those that rest and served what was ready. */
    void looked() {
        if (largest > TARGET_BYTES) {
            interval = Math.max(SHORTEST_NANOS, interval * TARGET_BYTES / largest);
        } else if (largest < TARGET_BYTES / 2) {
            interval = Math.min(LONGEST_NANOS, 2 * interval);
        }
        largest = 0;
        // From now on: a reader that follows its writer byte by byte pays for each cache line that they share.
        lookDue = nanoTime.getAsLong() + interval;
        if (turn - windowBegan >= SILENCE_NANOS) {
            measure();
            for (int i = resting.size() - 1; i >= 0; i--) {
                if (!busy || turn - resting.get(i).lastRead >= SILENCE_NANOS) {
                    resting.remove(i).setResting(false);
                }
            }
        }
    }
}
