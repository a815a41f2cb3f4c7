package io.contee.net;

import io.contee.net.DescriptorSocket.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process that stores descriptors for another one, which they outlive, like systemd's descriptor store. It does
 * nothing else, and does not read from them. It exits when it is stopped, or when the process that it stores for has
 * gone and no other has connected for a while: a peer that is not served should see its connection end.
 *
 * <p>A store is not acknowledged: the data path does not wait for it, and a process may be killed right after it.
 * Therefore one thread reads all connections, and answers a request for what is stored only after it has read
 * everything that was sent on any connection before that request. (systemd, too, reads all notifications, which come on
 * one socket, before it acts on the end of a process: manager_setup_notify() and EVENT_PRIORITY_NOTIFY in its
 * core/manager.c.)
 */
public final class DescriptorKeeper {

    /** The delay before it accepts again, if no descriptor is left for that. */
    private static final long ACCEPT_RETRY_MILLIS = 10;

    private final DescriptorListener listener;
    private final Epoll epoll;
    private final Epoll.Batch events = new Epoll.Batch();
    private final long patienceNanos;
    private final List<DescriptorSocket> connections = new ArrayList<>();
    private final List<DescriptorSocket> asking = new ArrayList<>();
    private final Map<String, Descriptor> stored = new LinkedHashMap<>();
    private long idleSince = System.nanoTime();
    private boolean stopped;

    private DescriptorKeeper(DescriptorListener listener, Epoll epoll, Duration patience) {
        this.listener = listener;
        this.epoll = epoll;
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Stores descriptors until it exits.
     *
     * @param socket the path to listen at
     * @param patience how long to store them without a connection
     * @throws IOException if the kernel gives no descriptor for it
     * @throws InterruptedException if its thread is interrupted
     */
    public static void run(Path socket, Duration patience) throws IOException, InterruptedException {
        bind(socket, patience).serve();
    }

    /** Opens the listening socket; what is sent waits in the kernel until {@link #serve}. */
    static DescriptorKeeper bind(Path socket, Duration patience) throws IOException {
        DescriptorListener listener = DescriptorListener.bindNonBlocking(socket);
        try {
            Epoll epoll = new Epoll();
            epoll.control(Libc.EPOLL_CTL_ADD, listener.fd(), Epoll.IN, listener.fd());
            return new DescriptorKeeper(listener, epoll, patience);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    /** Serves until it exits. */
    void serve() throws IOException, InterruptedException {
        try {
            long left = patienceNanos;
            while (!stopped && left > 0) {
                epoll.await(events, connections.isEmpty() ? left : Long.MAX_VALUE);
                readAll();
                answer();
                left = connections.isEmpty() ? patienceNanos - (System.nanoTime() - idleSince) : patienceNanos;
            }
        } finally {
            close();
        }
    }

    private void close() {
        listener.close();
        connections.forEach(DescriptorSocket::close);
        stored.values().forEach(Descriptor::close);
        epoll.close();
    }

    /**
     * Reads everything that the connections hold, and once more after a request: what was sent before the request may
     * have arrived on a connection that was read earlier, or that was not accepted yet.
     */
    private void readAll() throws InterruptedException {
        int before;
        do {
            before = asking.size();
            acceptAll();
            for (DescriptorSocket connection : List.copyOf(connections)) {
                readAll(connection);
            }
        } while (asking.size() > before);
    }

    private void acceptAll() throws InterruptedException {
        try {
            for (Optional<DescriptorSocket> next = listener.poll(); next.isPresent(); next = listener.poll()) {
                DescriptorSocket accepted = next.get();
                connections.add(accepted);
                epoll.control(Libc.EPOLL_CTL_ADD, accepted.fd(), Epoll.IN, accepted.fd());
            }
        } catch (IOException e) {
            // No descriptor is left for it. What is stored stays, and the next connection may be accepted once another
            // ends.
            TimeUnit.MILLISECONDS.sleep(ACCEPT_RETRY_MILLIS);
        }
    }

    private void readAll(DescriptorSocket connection) {
        try {
            for (Optional<Message> next = connection.poll(); next.isPresent(); next = connection.poll()) {
                handle(connection, next.get());
            }
        } catch (IOException e) {
            close(connection);
        }
    }

    private void close(DescriptorSocket connection) {
        connections.remove(connection);
        asking.remove(connection);
        connection.close();
        idleSince = System.nanoTime();
    }

    private void handle(DescriptorSocket connection, Message message) {
        String text = message.text();
        if (StoreMessage.isStore(text) && message.descriptor().isPresent()) {
            remove(StoreMessage.name(text));
            stored.put(StoreMessage.name(text), message.descriptor().get());
            return;
        }
        message.descriptor().ifPresent(Descriptor::close);
        if (StoreMessage.isRemove(text)) {
            remove(StoreMessage.name(text));
        } else if (text.equals(StoreMessage.TAKE)) {
            asking.add(connection);
        } else if (text.equals(StoreMessage.STOP)) {
            stopped = true;
        }
    }

    private void answer() {
        for (DescriptorSocket connection : List.copyOf(asking)) {
            try {
                DescriptorTransfer.giveLast(connection, stored);
            } catch (IOException e) {
                close(connection);
            }
        }
        asking.clear();
    }

    private void remove(String name) {
        Descriptor gone = stored.remove(name);
        if (gone != null) {
            gone.close();
        }
    }
}
