package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.Durability;
import io.contee.net.IoBuffer;
import io.contee.net.UnixConnection;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The point where the stream of a console begins, or where it is resumed after another process.
 *
 * @param page the stream's progress, updated from here on
 * @param kept the descriptors of the console
 * @param durability the way of reading guest output from its connection
 * @param position the position of the first byte for clients and logs
 * @param repeated the last bytes before {@code position}, which the guest's side may read again
 */
record StreamOrigin(ConsolePage page, KeptConsole kept, Durability durability, long position, ByteBuffer repeated) {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Returns the origin of a new session. */
    static StreamOrigin begin(ConsolePage page, KeptConsole kept, Durability durability) {
        return new StreamOrigin(page, kept, durability, 0, NOTHING);
    }

    /** Returns the origin of a new session that is not kept for another process. */
    static StreamOrigin unkept(ConsoleId id) {
        return begin(ConsolePage.unkept(), new KeptConsole(KeptDescriptors.none(), id), Durability.DEFAULT);
    }

    /**
     * Skips what the logs have already at a connection, if the earlier process was killed before it could.
     *
     * @param scratch a buffer that is free
     * @throws IOException if the connection cannot be read
     */
    void skipRepeated(UnixConnection connection, IoBuffer scratch) throws IOException {
        if (repeated.hasRemaining()) {
            scratch.bytes().clear().limit(repeated.remaining());
            connection.peek(scratch);
            if (scratch.bytes().flip().equals(repeated)) {
                scratch.bytes().clear().limit(repeated.remaining());
                connection.read(scratch);
            }
            page.setReadUpTo(position);
        }
    }
}
