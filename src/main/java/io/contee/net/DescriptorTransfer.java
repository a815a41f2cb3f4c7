package io.contee.net;

import io.contee.net.DescriptorSocket.Message;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Passes all descriptors of one process to another, over a socket: in one part, or in several parts, each of which the
 * receiver confirms to serve before the next one is sent. Any thread may call it.
 */
public final class DescriptorTransfer {

    private DescriptorTransfer() {}

    /**
     * A part of the descriptors.
     *
     * @param name the part's name; empty for the last one
     */
    public record Part(Optional<String> name, Map<String, Descriptor> descriptors) {}

    /** Asks for the descriptors of the other side. */
    public static void ask(DescriptorSocket socket) throws IOException {
        socket.send(StoreMessage.TAKE);
    }

    /**
     * Waits for the next part of the answer.
     *
     * @throws IOException if the other side goes away before the end of the part; the descriptors received by then are
     *     closed
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

    /** Sends a part that is not the last; the descriptors also stay open here. */
    public static void give(DescriptorSocket socket, String part, Map<String, Descriptor> descriptors)
            throws IOException {
        send(socket, descriptors);
        socket.send(StoreMessage.part(part));
    }

    /** Sends the last part; the descriptors also stay open here. */
    public static void giveLast(DescriptorSocket socket, Map<String, Descriptor> descriptors) throws IOException {
        send(socket, descriptors);
        socket.send(StoreMessage.END);
    }

    private static void send(DescriptorSocket socket, Map<String, Descriptor> descriptors) throws IOException {
        for (Map.Entry<String, Descriptor> entry : descriptors.entrySet()) {
            socket.send(StoreMessage.store(entry.getKey()), entry.getValue());
        }
    }

    /** Waits until the other side asks; returns false if it goes away instead. */
    public static boolean awaitRequest(DescriptorSocket socket) throws IOException {
        return awaits(socket, StoreMessage.TAKE);
    }

    /** Notifies the sender that the last part is being served. */
    public static void tellServing(DescriptorSocket socket) throws IOException {
        socket.send(StoreMessage.SERVING);
    }

    /** Waits until the receiver serves the last part; returns false if it goes away instead. */
    public static boolean awaitServing(DescriptorSocket socket) throws IOException {
        return awaits(socket, StoreMessage.SERVING);
    }

    private static boolean awaits(DescriptorSocket socket, String text) throws IOException {
        Optional<Message> message = socket.receive();
        message.flatMap(Message::descriptor).ifPresent(Descriptor::close);
        return message.isPresent() && message.get().text().equals(text);
    }
}
