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

    /** Sends a part of the stream to it, see {@link ConsolePage.Client#send}. */
    int send(UnixConnection connection, IoBuffer output, long position) throws IOException {
        return place.send(connection, output, position);
    }

    /** How far it has got the stream. */
    void setPosition(long position) {
        place.setPosition(position);
    }

    /** Whether it may type. */
    void setLease(boolean held) {
        place.setLease(held);
    }

    /** It has gone. */
    void forget() {
        kept.forgetClient(place.number());
        place.remove();
    }
}
