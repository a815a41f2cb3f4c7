package io.contee.broker;

import io.contee.log.format.Notice;
import io.contee.net.ByteQueue;
import io.contee.net.ByteSink;
import io.contee.net.IoBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bytes that a client has not received yet: the replay first, then the output since it attached, up to a limit;
 * output beyond that is skipped, and a notice marks the place. It knows which byte of the stream comes next. The
 * session's loop calls it.
 */
final class ClientBacklog {

    /** The maximum of live output that a client may be behind, in bytes, in addition to the kernel's buffer. */
    static final int MAX_BEHIND = 256 << 10;

    private final ConsoleCounters counters;
    private ByteQueue replay = new ByteQueue(0);
    private final ByteQueue live = new ByteQueue(MAX_BEHIND);

    /** The total number of bytes removed from the live part. */
    private long liveTaken;

    /** The notices in the live part, which are not part of the stream but may stand for skipped bytes of it. */
    private final Deque<Placed> notices = new ArrayDeque<>();

    /** The stream's position after all that was appended or skipped. */
    private long end;

    private long skipped;
    private boolean held;

    /** @param counters count the skipped bytes */
    ClientBacklog(ConsoleCounters counters) {
        this.counters = counters;
    }

    /** A notice that begins where {@link #liveTaken} is {@code at}. */
    private record Placed(long at, int length, long skipped) {}

    /** Discards everything and continues with the byte at a position of the stream. */
    void startAt(long position) {
        clear();
        end = position;
    }

    /** Discards everything, and holds back what follows until {@link #replay} is called. */
    void hold() {
        clear();
        held = true;
    }

    /** Inserts a replay before all that was appended so far, and ends the holding. */
    void replay(byte[] bytes) {
        replay = new ByteQueue(bytes.length);
        replay.put(ByteBuffer.wrap(bytes));
        held = false;
    }

    /** Returns whether the next bytes are part of the replay. */
    boolean isReplaying() {
        return !replay.isEmpty();
    }

    /** Returns whether it waits for a replay. */
    boolean isHeld() {
        return held;
    }

    /** Returns whether there are bytes to write now. */
    boolean isReady() {
        return !held && size() > 0;
    }

    /** Returns whether the next output may be written to the client directly. */
    boolean isEmpty() {
        return !held && size() == 0;
    }

    /** Returns the number of bytes that are left. */
    int size() {
        return replay.size() + live.size();
    }

    /**
     * Returns the stream's position of the next byte to be removed; a replay counts as the bytes of the stream right
     * before the live part.
     */
    long position() {
        long position = end - skipped - replay.size() - live.size();
        for (Placed notice : notices) {
            position += Math.min(notice.length(), notice.at() + notice.length() - liveTaken) - notice.skipped();
        }
        return position;
    }

    /** Returns whether each removed byte advances {@link #position} by one. */
    boolean isVerbatim() {
        return notices.isEmpty();
    }

    /** Returns the stream's position of the next byte to be appended. */
    long end() {
        return end;
    }

    /** Counts guest output that was written to the client directly; the backlog is empty. */
    void passed(int bytes) {
        end += bytes;
    }

    /** Appends guest output, or counts it as skipped. */
    void put(ByteBuffer output) {
        end += output.remaining();
        if (skipped == 0) {
            live.put(output);
            counters.clientGaps.add(output.hasRemaining() ? 1 : 0);
        }
        skipped += output.remaining();
        counters.clientSkippedBytes.add(output.remaining());
    }

    /** Appends one of contee's own notices, on a separate line, if there is room. */
    void report(String notice) {
        if (skipped == 0) {
            report(notice, 0);
        }
    }

    private void report(String notice, long standsFor) {
        ByteBuffer text = ByteBuffer.wrap(new Notice(notice).inStream());
        long at = liveTaken + live.size();
        live.put(text);
        notices.add(new Placed(at, text.position(), standsFor));
    }

    /** Writes as much as the client accepts now. */
    void drain(ByteSink peer, IoBuffer scratch) throws IOException {
        replay.drain(peer, scratch);
        if (replay.isEmpty()) {
            passedOn(live.drain(peer, scratch));
        }
        markSkipped();
    }

    /** Removes and returns the first bytes, at most {@code max}; called only if {@link #isReady}. */
    byte[] read(int max) {
        byte[] read;
        if (replay.isEmpty()) {
            read = live.read(max);
            passedOn(read.length);
        } else {
            read = replay.read(max);
        }
        markSkipped();
        return read;
    }

    private void passedOn(int count) {
        liveTaken += count;
        while (!notices.isEmpty()
                && notices.getFirst().at() + notices.getFirst().length() <= liveTaken) {
            notices.removeFirst();
        }
    }

    /** Discards everything. */
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
            report("this client was too slow, " + count + " bytes skipped", count);
        }
    }
}
