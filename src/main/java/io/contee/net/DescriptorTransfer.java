package io.contee.net;

import io.contee.net.DescriptorSocket.Message;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The passing of all descriptors that one process has to another, over a socket. Any thread may call it. */
public final class DescriptorTransfer {

    private DescriptorTransfer() {}

    /**
     * Asks for what the other side has, and waits for all of it.
     *
     * @throws IOException if the other side goes away before that; what came by then is closed
     */
    public static Map<String, Descriptor> take(DescriptorSocket socket) throws IOException {
        socket.send(StoreMessage.TAKE);
        Map<String, Descriptor> taken = new HashMap<>();
        try {
            while (true) {
                Message message = socket.receive().orElseThrow(() -> new IOException("the other process went away"));
                if (message.text().equals(StoreMessage.END)) {
                    return taken;
                }
                message.descriptor().ifPresent(descriptor -> {
                    Descriptor former = taken.put(StoreMessage.name(message.text()), descriptor);
                    if (former != null) {
                        former.close();
                    }
                });
            }
        } catch (IOException e) {
            taken.values().forEach(Descriptor::close);
            throw e;
        }
    }

    /** Passes them all; they stay open here, too. */
    public static void give(DescriptorSocket socket, Map<String, Descriptor> descriptors) throws IOException {
        for (Map.Entry<String, Descriptor> entry : descriptors.entrySet()) {
            socket.send(StoreMessage.store(entry.getKey()), entry.getValue());
        }
        socket.send(StoreMessage.END);
    }

    /** Waits until the other side asks; false if it goes away instead. */
    public static boolean awaitRequest(DescriptorSocket socket) throws IOException {
        return awaits(socket, StoreMessage.TAKE);
    }

    /** Tells the side that gave that all of it is in use. */
    public static void tellServing(DescriptorSocket socket) throws IOException {
        socket.send(StoreMessage.SERVING);
    }

    /** Waits until the side that took uses all of it; false if it goes away instead. */
    public static boolean awaitServing(DescriptorSocket socket) throws IOException {
        return awaits(socket, StoreMessage.SERVING);
    }

    private static boolean awaits(DescriptorSocket socket, String text) throws IOException {
        Optional<Message> message = socket.receive();
        message.flatMap(Message::descriptor).ifPresent(Descriptor::close);
        return message.isPresent() && message.get().text().equals(text);
    }
}
