package io.contee.broker;

import io.contee.net.IoBuffer;
import io.contee.net.UnixConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a client has not taken yet: the replay first, then what the guest printed since it attached, up to a limit; what
 * comes beyond that is skipped, and a notice marks the place. The session's loop calls it.
 */
final class ClientBacklog {

    /** What a client may be behind of live output, in bytes, besides what the kernel keeps for it. */
    static final int MAX_BEHIND = 256 << 10;

    private final ConsoleCounters counters;
    private ByteQueue replay = new ByteQueue(0);
    private final ByteQueue live = new ByteQueue(MAX_BEHIND);
    private long skipped;
    private boolean held;

    /** @param counters count what is skipped */
    ClientBacklog(ConsoleCounters counters) {
        this.counters = counters;
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

    /** Whether there is something to take now. */
    boolean isReady() {
        return !held && size() > 0;
    }

    /** Whether what comes next may go past it. */
    boolean isEmpty() {
        return !held && size() == 0;
    }

    /** How many bytes are to be taken yet. */
    int size() {
        return replay.size() + live.size();
    }

    /** Puts guest output, or counts it as skipped. */
    void put(ByteBuffer output) {
        if (skipped == 0) {
            live.put(output);
            counters.clientGaps.add(output.hasRemaining() ? 1 : 0);
        }
        skipped += output.remaining();
        counters.clientSkippedBytes.add(output.remaining());
    }

    /** Puts a notice of contee's own, on a line of its own, if there is room. */
    void tell(String notice) {
        if (skipped == 0) {
            live.put(ByteBuffer.wrap(("\r\n[contee: " + notice + "]\r\n").getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Writes what the client takes now. */
    void drain(UnixConnection connection, IoBuffer scratch) throws IOException {
        replay.drain(connection, scratch);
        if (replay.isEmpty()) {
            live.drain(connection, scratch);
        }
        markSkipped();
    }

    /** Takes out the first bytes, at most {@code max}; only if {@link #isReady}. */
    byte[] take(int max) {
        byte[] taken = replay.isEmpty() ? live.take(max) : replay.take(max);
        markSkipped();
        return taken;
    }

    /** Throws everything away. */
    void clear() {
        replay.clear();
        live.clear();
        skipped = 0;
    }

    private void markSkipped() {
        if (skipped > 0 && live.size() <= MAX_BEHIND / 2) {
            long count = skipped;
            skipped = 0;
            tell("this client was too slow, " + count + " bytes skipped");
        }
    }
}
