package io.contee.net;

import io.contee.net.DescriptorSocket.Message;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The passing of all descriptors that one process has to another, over a socket: at once, or in parts, each of which the
 * other one says it uses before the next one comes. Any thread may call it.
 */
public final class DescriptorTransfer {

    private DescriptorTransfer() {}

    /**
     * Some of the descriptors.
     *
     * @param name the part's; empty for the last one
     */
    public record Part(Optional<String> name, Map<String, Descriptor> descriptors) {}

    /** Asks for what the other side has. */
    public static void ask(DescriptorSocket socket) throws IOException {
        socket.send(StoreMessage.TAKE);
    }

    /**
     * Waits for the next part of the answer.
     *
     * @throws IOException if the other side goes away before its end; what came of it by then is closed
     */
    public static Part next(DescriptorSocket socket) throws IOException {
        Map<String, Descriptor> taken = new HashMap<>();
        try {
            while (true) {
                Message message = socket.receive().orElseThrow(() -> new IOException("the other process went away"));
                Optional<String> part = StoreMessage.partName(message.text());
                if (part.isPresent() || message.text().equals(StoreMessage.END)) {
                    return new Part(part, taken);
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

    /** Passes some descriptors, with more to follow; they stay open here, too. */
    public static void give(DescriptorSocket socket, String part, Map<String, Descriptor> descriptors)
            throws IOException {
        send(socket, descriptors);
        socket.send(StoreMessage.part(part));
    }

    /** Passes the last ones; they stay open here, too. */
    public static void giveLast(DescriptorSocket socket, Map<String, Descriptor> descriptors) throws IOException {
        send(socket, descriptors);
        socket.send(StoreMessage.END);
    }

    private static void send(DescriptorSocket socket, Map<String, Descriptor> descriptors) throws IOException {
        for (Map.Entry<String, Descriptor> entry : descriptors.entrySet()) {
            socket.send(StoreMessage.store(entry.getKey()), entry.getValue());
        }
    }

    /** Waits until the other side asks; false if it goes away instead. */
    public static boolean awaitRequest(DescriptorSocket socket) throws IOException {
        return awaits(socket, StoreMessage.TAKE);
    }

    /** Tells the side that gave that what came last is in use. */
    public static void tellServing(DescriptorSocket socket) throws IOException {
        socket.send(StoreMessage.SERVING);
    }

    /** Waits until the side that took uses what was given last; false if it goes away instead. */
    public static boolean awaitServing(DescriptorSocket socket) throws IOException {
        return awaits(socket, StoreMessage.SERVING);
    }

    private static boolean awaits(DescriptorSocket socket, String text) throws IOException {
        Optional<Message> message = socket.receive();
        message.flatMap(Message::descriptor).ifPresent(Descriptor::close);
        return message.isPresent() && message.get().text().equals(text);
    }
}
