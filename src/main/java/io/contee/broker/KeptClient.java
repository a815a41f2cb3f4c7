package io.contee.broker;

import io.contee.net.IoBuffer;
import io.contee.net.UnixConnection;
import java.io.IOException;

/** The state of a client at a console's socket that is kept for another process. The session's loop calls it. */
final class KeptClient {

    private final ConsolePage.Client place;
    private final KeptConsole kept;

    KeptClient(ConsolePage.Client place, KeptConsole kept) {
        this.place = place;
        this.kept = kept;
    }

    void store(UnixConnection connection) {
        kept.storeClient(place.number(), connection);
    }

    /**
     * Sends a part of the stream, or of a replay, and records how much was sent even if this process is killed.
     *
     * @param position the stream's position up to which the client has received it
     * @return the number of bytes written, see {@link UnixConnection#write}
     */
    int send(UnixConnection connection, IoBuffer output, long position) throws IOException {
        int total = 0;
        int count = 1;
        // Repeated, as the client may have read on meanwhile: what is not written now is copied.
        while (count > 0 && output.bytes().hasRemaining()) {
            count = place.beginSend(position + total).send(connection, output);
            total += count;
            place.setPosition(position + total);
        }
        place.endSend();
        return total;
    }

    /** Sets the stream's position up to which the client has received it. */
    void setPosition(long position) {
        place.setPosition(position);
    }

    /** Sets whether the client holds the write lease. */
    void setLease(boolean held) {
        place.setLease(held);
    }

    /** Removes the state of a client that has gone. */
    void remove() {
        kept.removeClient(place.number());
        place.remove();
    }
}
