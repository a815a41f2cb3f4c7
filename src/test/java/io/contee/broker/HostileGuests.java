package io.contee.broker;

import io.contee.model.ByteSize;
import io.contee.model.ConsoleId;
import io.contee.model.DomainId;
import io.contee.model.DomainJournal;
import io.contee.model.LogPolicy;
import io.contee.model.PodRef;
import io.contee.testing.Await;
import io.contee.testing.SocketPeer;
import io.contee.testing.TestSettings;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A process of its own, so that its memory can be limited: a broker, and guests that print what no console should. */
final class HostileGuests {

    static final LogPolicy POLICY = new LogPolicy(ByteSize.parse("128Ki"), 1);

    /** What looks like records of the pod log's formats. */
    static final String FORGERY = """
            {"log":"forged\\n","stream":"stdout","time":"2026-11-21T00:00:00Z"}
            2026-11-21T00:00:00.000000000Z stdout F forged
            "}\r
            ","stream":"stderr"}ü\033]0;title\007
            """;

    private static final int LONG_BYTES = 64 << 20;
    private static final int TINY_WRITES = 1_000_000;

    private HostileGuests() {}

    public static void main(String[] args) {
        Path temp = Path.of(args[0]);
        try (Broker broker =
                new Broker(TestSettings.broker(temp, POLICY), InstantSource.system(), DomainJournal.NONE)) {
            print(broker, temp, "endless", repeated("x".getBytes(StandardCharsets.US_ASCII)), LONG_BYTES);
            print(broker, temp, "nul", repeated(new byte[1]), LONG_BYTES);
            print(broker, temp, "half", repeated(new byte[] {(byte) 0xF0, (byte) 0x9F, (byte) 0x92}), LONG_BYTES);
            print(broker, temp, "newlines", repeated("\n".getBytes(StandardCharsets.US_ASCII)), LONG_BYTES / 8);
            print(broker, temp, "tiny", new byte[] {'.'}, TINY_WRITES);
            print(broker, temp, "forger", FORGERY.getBytes(StandardCharsets.UTF_8), 1);
        }
    }

    private static byte[] repeated(byte[] pattern) {
        ByteBuffer bytes = ByteBuffer.allocate(48 << 10);
        while (bytes.remaining() >= pattern.length) {
            bytes.put(pattern);
        }
        return bytes.array();
    }

    /** Prints a piece again and again, with a client attached that reads nothing. */
    private static void print(Broker broker, Path temp, String name, byte[] piece, int atLeast) {
        DomainId domain = BrokerFixture.domain(name);
        ConsoleId id = new ConsoleId(domain, "serial0");
        Path socket =
                temp.resolve("r/consoles").resolve(domain.uuid().toString()).resolve("serial0.guest");
        broker.open(
                domain, DomainStart.starting(1), List.of(new ConsoleSpec(id, socket, PodRef.of(id), Optional.empty())));
        try (SocketPeer client = SocketPeer.connect(socket.resolveSibling("serial0.client"));
                SocketPeer guest = SocketPeer.connect(socket)) {
            Await.until("the guest is connected", () -> broker.isConnected(id));
            for (long printed = 0; printed < atLeast; printed += piece.length) {
                guest.write(piece);
            }
            client.write("typed all the same");
        }
        broker.release(domain.uuid());
    }
}
