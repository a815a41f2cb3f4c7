package io.contee.net;

import java.io.IOException;

/**
 * Where descriptors rest so that they outlive this process: the connection to a keeper or to a service manager. One thread
 * at a time calls it; calls may wait for the other side.
 */
public interface DescriptorStore extends AutoCloseable {

    /** Keeps a descriptor by a name, which no other has; it stays open here, too. */
    void store(String name, Descriptor descriptor) throws IOException;

    /** Lets go of what is kept by a name. */
    void remove(String name) throws IOException;

    /** Fails if the store is there no more, and with it what it kept. */
    void check() throws IOException;

    /** Lets go of all; these are the names. */
    void stop(Iterable<String> names) throws IOException;

    @Override
    void close();

    /**
     * The keeper's.
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

    /**
     * The service manager's, sd_notify(3) and systemd.service(5), FileDescriptorStoreMax=. It lets go of all itself when
     * the service ends for good.
     *
     * @param manager a socket for messages to it
     */
    static DescriptorStore ofServiceManager(DescriptorSocket manager) {
        return new DescriptorStore() {
            @Override
            public void store(String name, Descriptor descriptor) throws IOException {
                manager.send(StoreMessage.store(name), descriptor);
            }

            @Override
            public void remove(String name) throws IOException {
                manager.send(StoreMessage.remove(name));
            }

            @Override
            public void check() {
                // It keeps what it has over its own restarts.
            }

            @Override
            public void stop(Iterable<String> names) throws IOException {
                for (String name : names) {
                    remove(name);
                }
            }

            @Override
            public void close() {
                manager.close();
            }
        };
    }
}
