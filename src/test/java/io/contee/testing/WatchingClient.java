package io.contee.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client at a console's socket that stays and reads all. One thread at a time uses it. */
final class WatchingClient implements AutoCloseable {

    private final String name;
    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private boolean ended;

    WatchingClient(String name, Path socket) {
        this.name = name;
        try {
            channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return name;
    }

    void read() {
        try {
            int count = 1;
            while (count > 0) {
                buffer.clear();
                count = channel.read(buffer);
                ended |= count < 0;
                got.write(buffer.array(), 0, Math.max(0, count));
            }
        } catch (IOException e) {
            ended = true;
        }
    }

    /** Fails unless it has been there all the time and got all. */
    void assertGot(NumberedGuest guest) {
        Await.until("the client of " + name + " has all", () -> {
            read();
            return ended || got.size() >= guest.printed();
        });
        if (got.toString(StandardCharsets.US_ASCII).contains("[contee: ")) {
            throw new AssertionError("the client of " + name + " was told of a gap");
        }
        guest.assertPrinted("the client", got.toByteArray());
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
