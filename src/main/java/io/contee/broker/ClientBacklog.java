package io.contee.broker;

import io.contee.net.ByteQueue;
import io.contee.net.ByteSink;
import io.contee.net.IoBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What a client has not taken yet: the replay first, then what the guest printed since it attached, up to a limit; what
 * comes beyond that is skipped, and a notice marks the place. It knows which byte of the stream comes next. The session's
 * loop calls it.
 */
final class ClientBacklog {

    /** What a client may be behind of live output, in bytes, besides what the kernel keeps for it. */
    static final int MAX_BEHIND = 256 << 10;

    private final ConsoleCounters counters;
    private ByteQueue replay = new ByteQueue(0);
    private final ByteQueue live = new ByteQueue(MAX_BEHIND);

    /** How many bytes were ever taken out of the live part. */
    private long liveTaken;

    /** What stands in the live part besides the stream, and how much of that it stands for. */
    private final Deque<Notice> notices = new ArrayDeque<>();

    /** The stream's position behind all that was put or skipped. */
    private long end;

    private long skipped;
    private boolean held;

    /** @param counters count what is skipped */
    ClientBacklog(ConsoleCounters counters) {
        this.counters = counters;
    }

    /** One that begins where {@link #liveTaken} is {@code at}. */
    private record Notice(long at, int length, long skipped) {}

    /** Goes on with the byte at a position of the stream. */
    void startAt(long position) {
        clear();
        end = position;
    }

    /** Throws away what was put so far, and keeps back what comes until {@link #replay} has come. */
    void hold() {
        clear();
        held = true;
    }

    /** Puts a replay before all that was put so far, and lets it go. */
    void replay(byte[] bytes) {
        replay = new ByteQueue(bytes.length);
        replay.put(ByteBuffer.wrap(bytes));
        held = false;
    }

    /** Returns whether what comes next is of the replay. */
    boolean isReplaying() {
        return !replay.isEmpty();
    }

    /** Returns whether it waits for a replay. */
    boolean isHeld() {
        return held;
    }

    /** Returns whether there is something to write now. */
    boolean isReady() {
        return !held && size() > 0;
    }

    /** Returns whether what comes next may go past it. */
    boolean isEmpty() {
        return !held && size() == 0;
    }

    /** The number of bytes that are left. */
    int size() {
        return replay.size() + live.size();
    }

    /** The position in the stream of what is to be taken next; of a replay it is the stream's end that it shows. */
    long position() {
        long position = end - skipped - replay.size() - live.size();
        for (Notice notice : notices) {
            position += Math.min(notice.length(), notice.at() + notice.length() - liveTaken) - notice.skipped();
        }
        return position;
    }

    /** Returns whether each byte that is taken moves {@link #position} by one. */
    boolean isVerbatim() {
        return notices.isEmpty();
    }

    /** The position in the stream of what is to be put next. */
    long end() {
        return end;
    }

    /** Counts guest output that the client has got past this backlog, which is empty. */
    void passed(int bytes) {
        end += bytes;
    }

    /** Puts guest output, or counts it as skipped. */
    void put(ByteBuffer output) {
        end += output.remaining();
        if (skipped == 0) {
            live.put(output);
            counters.clientGaps.add(output.hasRemaining() ? 1 : 0);
        }
        skipped += output.remaining();
        counters.clientSkippedBytes.add(output.remaining());
    }

    /** Puts one of contee's own notices, on a line of its own, if there is room. */
    void tell(String notice) {
        if (skipped == 0) {
            tell(notice, 0);
        }
    }

    private void tell(String notice, long standsFor) {
        ByteBuffer text = ByteBuffer.wrap(("\r\n[contee: " + notice + "]\r\n").getBytes(StandardCharsets.UTF_8));
        long at = liveTaken + live.size();
        live.put(text);
        notices.add(new Notice(at, text.position(), standsFor));
    }

    /** Writes what the client takes now. */
    void drain(ByteSink peer, IoBuffer scratch) throws IOException {
        replay.drain(peer, scratch);
        if (replay.isEmpty()) {
            took(live.drain(peer, scratch));
        }
        markSkipped();
    }

    /** Takes out the first bytes, at most {@code max}; only if {@link #isReady}. */
    byte[] take(int max) {
        byte[] taken;
        if (replay.isEmpty()) {
            taken = live.take(max);
            took(taken.length);
        } else {
            taken = replay.take(max);
        }
        markSkipped();
        return taken;
    }

    private void took(int count) {
        liveTaken += count;
        while (!notices.isEmpty()
                && notices.getFirst().at() + notices.getFirst().length() <= liveTaken) {
            notices.removeFirst();
        }
    }

    /** Throws everything away. */
    void clear() {
        replay.clear();
        liveTaken += live.size();
        live.clear();
        notices.clear();
        skipped = 0;
    }

    private void markSkipped() {
        if (skipped > 0 && live.size() <= MAX_BEHIND / 2) {
            long count = skipped;
            skipped = 0;
            tell("this client was too slow, " + count + " bytes skipped", count);
        }
    }
}
