package io.contee.net;

import java.io.IOException;

/**
 * A store of descriptors that outlives this process: the connection to a keeper or to a service manager. One thread at
 * a time calls it; calls may wait for the other side.
 */
public interface DescriptorStore extends AutoCloseable {

    /** Stores a descriptor under a unique name; it also stays open here. */
    void store(String name, Descriptor descriptor) throws IOException;

    /** Removes the descriptor of a name. */
    void remove(String name) throws IOException;

    /** Fails if the store is gone, and with it the descriptors. */
    void check() throws IOException;

    /** Removes all descriptors, which have these names. */
    void stop(Iterable<String> names) throws IOException;

    @Override
    void close();

    /**
     * Returns the store of a keeper.
     *
     * @param keeper a connection to it
     */
    static DescriptorStore ofKeeper(DescriptorSocket keeper) {
        return new DescriptorStore() {
            @Override
            public void store(String name, Descriptor descriptor) throws IOException {
                keeper.send(StoreMessage.store(name), descriptor);
            }

            @Override
            public void remove(String name) throws IOException {
                keeper.send(StoreMessage.remove(name));
            }

            @Override
            public void check() throws IOException {
                keeper.send(StoreMessage.CHECK);
            }

            @Override
            public void stop(Iterable<String> names) throws IOException {
                keeper.send(StoreMessage.STOP);
            }

            @Override
            public void close() {
                keeper.close();
            }
        };
    }
}
