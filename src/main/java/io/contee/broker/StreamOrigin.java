package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.Durability;
import java.nio.ByteBuffer;

/**
 * Where the stream of a console begins, or goes on after another process has served it.
 *
 * @param page how far it has come, kept up to date from here on
 * @param kept the descriptors of the console
 * @param durability how guest output is taken from its connection
 * @param position of the first byte that is for clients and logs
 * @param repeated the last bytes before {@code position}, as many as the guest's side may give once more
 */
record StreamOrigin(ConsolePage page, KeptConsole kept, Durability durability, long position, ByteBuffer repeated) {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Of a session that begins. */
    static StreamOrigin begin(ConsolePage page, KeptConsole kept, Durability durability) {
        return new StreamOrigin(page, kept, durability, 0, NOTHING);
    }

    /** Of a session that nobody will take up. */
    static StreamOrigin unkept(ConsoleId id) {
        return begin(ConsolePage.unkept(), new KeptConsole(KeptDescriptors.none(), id), Durability.DEFAULT);
    }
}
