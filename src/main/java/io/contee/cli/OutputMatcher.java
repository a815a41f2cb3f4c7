package io.contee.cli;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Waits for texts in a guest's output, each after the one before. One thread waits, another one adds output. */
final class OutputMatcher {

    /** The most output that is kept while no text is found in it, in bytes. */
    private static final int MAX_KEPT = 1 << 20;

    @GuardedBy("this")
    private byte[] seen = {};

    @GuardedBy("this")
    private int end;

    /** The position before which the text that is waited for does not begin. */
    @GuardedBy("this")
    private int searched;

    @GuardedBy("this")
    private boolean ended;

    /** The result of waiting. */
    enum Result {
        FOUND,
        NOT_IN_TIME,
        ENDED
    }

    synchronized void add(ByteBuffer output) {
        int count = output.remaining();
        if (end + count > seen.length) {
            int kept = Math.min(end, MAX_KEPT);
            byte[] larger = new byte[Math.max(2 * seen.length, kept + count)];
            System.arraycopy(seen, end - kept, larger, 0, kept);
            seen = larger;
            searched = Math.max(0, searched - (end - kept));
            end = kept;
        }
        output.get(seen, end, count);
        end += count;
        notifyAll();
    }

    /** Ends the output. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Waits for a text, and drops all output up to its end. */
    synchronized Result await(byte[] text, Duration limit) throws InterruptedException {
        searched = 0;
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            int at = indexOf(text);
            if (at >= 0) {
                System.arraycopy(seen, at + text.length, seen, 0, end - at - text.length);
                end -= at + text.length;
                return Result.FOUND;
            }
            long left = deadline - System.nanoTime();
            if (ended) {
                return Result.ENDED;
            }
            if (left <= 0) {
                return Result.NOT_IN_TIME;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @GuardedBy("this")
    private int indexOf(byte[] text) {
        for (; searched + text.length <= end; searched++) {
            if (Arrays.equals(seen, searched, searched + text.length, text, 0, text.length)) {
                return searched;
            }
        }
        return -1;
    }
}
