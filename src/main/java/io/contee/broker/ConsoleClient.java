package io.contee.broker;

import io.contee.model.LeaseState;
import io.contee.model.WriteAccess;
import io.contee.net.IoBuffer;
import java.nio.ByteBuffer;
import java.time.Instant;

/** One client of a console. The session's loop calls it. */
abstract class ConsoleClient {

    /** How much of what a client types is passed on at once. */
    static final int INPUT_BYTES = 4 << 10;

    private final ClientPeer peer;
    private final WriteAccess access;
    private final Instant since;
    private final ClientBacklog backlog;

    /** Whether it asks for the write lease by typing. */
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

    /** It has been attached. */
    void attached() {}

    /**
     * Passes guest output on, but for what it has got already. The buffer's position is left where it was.
     *
     * @param position that of the output's first byte in the stream
     */
    final void offer(IoBuffer output, long position) {
        ByteBuffer bytes = output.bytes();
        int start = bytes.position();
        long known = backlog.end() - position;
        if (known < bytes.remaining()) {
            bytes.position(start + (int) Math.max(0, known));
            offer(output);
            bytes.position(start);
        }
    }

    /** Passes guest output on; the buffer's position may be moved. */
    abstract void offer(IoBuffer output);

    /** Puts one of contee's own notices into what it gets. */
    final void tell(String notice) {
        backlog.tell(notice);
        backlogReady();
    }

    /** Something is in the backlog that was not there, or not ready. */
    abstract void backlogReady();

    /** Lets what the client types through, or leaves it where it is until the guest takes it. */
    abstract void setMayType(boolean allowed);

    /** Tells that the write lease has changed hands. */
    abstract void leaseChanged(LeaseState lease);

    /** It is attached no more. */
    abstract void detached();

    /** It is left to another process, if that can be. */
    abstract void left();
}
