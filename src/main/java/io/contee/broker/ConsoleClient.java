package io.contee.broker;

import io.contee.model.LeaseState;
import io.contee.model.WriteAccess;
import io.contee.net.IoBuffer;
import java.nio.ByteBuffer;
import java.time.Instant;

/** One client of a console. The session's loop calls it. */
abstract class ConsoleClient {

    /** The maximum of a client's input that is passed on in one turn, in bytes. */
    static final int INPUT_BYTES = 4 << 10;

    private final ClientPeer peer;
    private final WriteAccess access;
    private final Instant since;
    private final ClientBacklog backlog;

    /** True if typing acquires the write lease. */
    private boolean typingAsks;

    ConsoleClient(ClientPeer peer, WriteAccess access, Instant since, ConsoleCounters counters) {
        this.peer = peer;
        this.access = access;
        this.since = since;
        this.backlog = new ClientBacklog(counters);
        this.typingAsks = access != WriteAccess.READ_ONLY;
    }

    final ClientPeer peer() {
        return peer;
    }

    final WriteAccess access() {
        return access;
    }

    final Instant since() {
        return since;
    }

    final ClientBacklog backlog() {
        return backlog;
    }

    final boolean typingAsks() {
        return typingAsks;
    }

    final void setTypingAsks(boolean asks) {
        typingAsks = asks && access != WriteAccess.READ_ONLY;
    }

    /** Notes that the client has been attached. */
    void attached() {}

    /**
     * Passes guest output on, except for what the client has already received. The buffer's position does not change.
     *
     * @param position the stream's position of the first byte of the output
     */
    final void write(IoBuffer output, long position) {
        ByteBuffer bytes = output.bytes();
        int start = bytes.position();
        long known = backlog.end() - position;
        if (known < bytes.remaining()) {
            bytes.position(start + (int) Math.max(0, known));
            write(output);
            bytes.position(start);
        }
    }

    /** Passes guest output on; the buffer's position may change. */
    abstract void write(IoBuffer output);

    /** Inserts one of contee's own notices into the client's output. */
    final void report(String notice) {
        backlog.report(notice);
        backlogReady();
    }

    /** Notes that the backlog has new bytes, or has become ready. */
    abstract void backlogReady();

    /** Lets the client's input through, or leaves it unread until the guest accepts it. */
    abstract void setMayType(boolean allowed);

    /** Notes that the write lease has changed hands. */
    abstract void leaseChanged(LeaseState lease);

    /** Notes that the client is detached. */
    abstract void detached();

    /** Hands the client over to another process, if that is possible. */
    abstract void handOver();
}
