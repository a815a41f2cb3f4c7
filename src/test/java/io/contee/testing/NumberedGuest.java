package io.contee.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * A stand-in for a guest's QEMU that prints numbered lines, cut into pieces anywhere, as fast as it is let. What it has
 * printed is known again from its name and count alone. One thread uses it.
 */
public final class NumberedGuest implements AutoCloseable {

    private static final int PIECE_BYTES = 6000;
    private static final String FILLING =
            "the quick brown fox jumps over the lazy dog, and then \"again\" \\ ".repeat(4);

    private final String name;
    private final SocketChannel channel;
    private final Random random;
    private final ByteBuffer input = ByteBuffer.allocate(64 << 10);
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private long lines;
    private long printed;
    private boolean disconnected;

    private NumberedGuest(String name, SocketChannel channel) {
        this.name = name;
        this.channel = channel;
        this.random = new Random(name.hashCode());
    }

    public static NumberedGuest connect(String name, Path socket) {
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            return new NumberedGuest(name, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("connecting to " + socket, e);
        }
    }

    /** One line; its length depends on its number. */
    public static String line(String name, long number) {
        return "%08d %s %s\r\n".formatted(number, name, FILLING.substring(0, (int)
                Math.floorMod(number * 31, (long) FILLING.length())));
    }

    /** Prints a piece, or what the kernel takes of it; true if it took all. */
    public boolean print() {
        if (!piece.hasRemaining()) {
            StringBuilder text = new StringBuilder();
            int wanted = 1 + random.nextInt(PIECE_BYTES);
            while (text.length() < wanted) {
                text.append(line(name, lines++));
            }
            piece = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.US_ASCII));
        }
        int limit = piece.limit();
        try {
            // Cut anywhere, so that lines end in another read than they began in.
            piece.limit(piece.position() + 1 + random.nextInt(piece.remaining()));
            printed += channel.write(piece);
            boolean all = !piece.hasRemaining();
            piece.limit(limit);
            return all;
        } catch (IOException e) {
            disconnected = true;
            return false;
        }
    }

    /** Prints the rest of the last line. */
    public void finishLine() {
        Await.until(name + " has printed its last line", () -> {
            try {
                printed += channel.write(piece);
            } catch (IOException e) {
                disconnected = true;
            }
            return disconnected || !piece.hasRemaining();
        });
    }

    /** Whether the other side has ended the connection. */
    public boolean isDisconnected() {
        try {
            input.clear();
            disconnected |= channel.read(input) < 0;
        } catch (IOException e) {
            disconnected = true;
        }
        return disconnected;
    }

    public String name() {
        return name;
    }

    /** How many bytes it has printed. */
    public long printed() {
        return printed;
    }

    /** All that it has printed. */
    public byte[] text() {
        StringBuilder text = new StringBuilder();
        for (long i = 0; text.length() < printed; i++) {
            text.append(line(name, i));
        }
        return text.substring(0, (int) printed).getBytes(StandardCharsets.US_ASCII);
    }

    /** Fails unless something is, byte by byte, what it has printed. */
    public void assertPrinted(String what, byte[] got) {
        byte[] text = text();
        int at = Arrays.mismatch(text, got);
        if (at >= 0) {
            throw new AssertionError(what + " of " + name + " has " + got.length + " bytes of " + text.length
                    + " and differs from byte " + at + " on:\nprinted " + around(text, at) + "\ngot     "
                    + around(got, at));
        }
    }

    private static String around(byte[] text, int at) {
        int from = Math.max(0, at - 60);
        return new String(text, from, Math.min(text.length - from, 120), StandardCharsets.US_ASCII)
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
