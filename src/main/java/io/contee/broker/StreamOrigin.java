package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.Durability;
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
}
