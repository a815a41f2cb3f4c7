package io.contee.broker;

import io.contee.net.IoBuffer;
import io.contee.net.UnixConnection;
import java.io.IOException;

/** What is kept of a client at a console's socket, so that another process can take it up. The session's loop calls it. */
final class KeptClient {

    private final ConsolePage.Client place;
    private final KeptConsole kept;

    KeptClient(ConsolePage.Client place, KeptConsole kept) {
        this.place = place;
        this.kept = kept;
    }

    void keep(UnixConnection connection) {
        kept.keepClient(place.number(), connection);
    }

    /**
     * Sends a part of the stream, or of a replay, so that it is known how far that got however this process ends.
     *
     * @param position how far the client has got the stream
     * @return how many bytes were written, see {@link UnixConnection#write}
     */
    int send(UnixConnection connection, IoBuffer output, long position) throws IOException {
        int total = 0;
        int count = 1;
        // Again, as the client may have read on meanwhile: what is not written now is copied.
        while (count > 0 && output.bytes().hasRemaining()) {
            count = place.beginSend(position + total).send(connection, output);
            total += count;
            place.setPosition(position + total);
        }
        place.endSend();
        return total;
    }

    /** How far it has got the stream. */
    void setPosition(long position) {
        place.setPosition(position);
    }

    /** Returns whether it may type. */
    void setLease(boolean held) {
        place.setLease(held);
    }

    /** It has gone. */
    void forget() {
        kept.forgetClient(place.number());
        place.remove();
    }
}
