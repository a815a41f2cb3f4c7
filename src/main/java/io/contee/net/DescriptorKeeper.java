package io.contee.net;

import io.contee.net.DescriptorSocket.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keeper: a process that holds descriptors for another one, so that they outlive it, in the manner of systemd's
 * descriptor store. It does nothing else, and reads none of them. It ends when it is told to, or when the process that it
 * keeps for has gone and no other has come for a while: a peer that nobody serves is better told so than kept waiting.
 */
public final class DescriptorKeeper {

    private final DescriptorListener listener;
    private final long patienceNanos;
    private final Map<String, Descriptor> kept = new LinkedHashMap<>();
    private int served;
    private long idleSince = System.nanoTime();
    private boolean stopped;

    private DescriptorKeeper(DescriptorListener listener, Duration patience) {
        this.listener = listener;
        this.patienceNanos = patience.toNanos();
    }

    /**
     * Keeps descriptors, until it is over.
     *
     * @param socket where to listen
     * @param patience how long to keep them for nobody
     */
    public static void run(Path socket, Duration patience) throws InterruptedException {
        DescriptorKeeper keeper = new DescriptorKeeper(DescriptorListener.bind(socket), patience);
        Thread acceptor = new Thread(keeper::accept, "contee-keeper");
        acceptor.setDaemon(true);
        acceptor.start();
        keeper.awaitEnd();
        keeper.letGo();
    }

    private synchronized void awaitEnd() throws InterruptedException {
        long left = patienceNanos;
        while (!stopped && left > 0) {
            wait(Math.max(1, Duration.ofNanos(left).toMillis()));
            left = served > 0 ? patienceNanos : patienceNanos - (System.nanoTime() - idleSince);
        }
    }

    private synchronized void letGo() {
        listener.close();
        kept.values().forEach(Descriptor::close);
        kept.clear();
    }

    private void accept() {
        try {
            while (true) {
                DescriptorSocket socket = listener.accept();
                Thread thread = new Thread(() -> serve(socket), "contee-keeper-client");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException e) {
            stop();
        }
    }

    private void serve(DescriptorSocket socket) {
        changeServed(1);
        try (socket) {
            for (Optional<Message> next = socket.receive(); next.isPresent(); next = socket.receive()) {
                handle(socket, next.get());
            }
        } catch (IOException e) {
            // it has gone, too
        } finally {
            changeServed(-1);
        }
    }

    private synchronized void changeServed(int by) {
        served += by;
        idleSince = System.nanoTime();
        notifyAll();
    }

    private synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    private synchronized void handle(DescriptorSocket socket, Message message) throws IOException {
        String text = message.text();
        if (StoreMessage.isStore(text) && message.descriptor().isPresent()) {
            remove(StoreMessage.name(text));
            kept.put(StoreMessage.name(text), message.descriptor().get());
            return;
        }
        message.descriptor().ifPresent(Descriptor::close);
        if (StoreMessage.isRemove(text)) {
            remove(StoreMessage.name(text));
        } else if (text.equals(StoreMessage.TAKE)) {
            DescriptorTransfer.giveLast(socket, kept);
        } else if (text.equals(StoreMessage.STOP)) {
            stop();
        }
    }

    private void remove(String name) {
        Descriptor gone = kept.remove(name);
        if (gone != null) {
            gone.close();
        }
    }
}
