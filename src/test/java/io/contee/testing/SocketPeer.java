package io.contee.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * The other end of a unix socket, made with the JDK alone: a stand-in for QEMU, a console's client or a malformed HTTP
 * client. One thread uses it; every call is bounded by {@link Await#LIMIT}.
 */
public final class SocketPeer implements AutoCloseable {

    private final SocketChannel channel;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private boolean ended;

    private SocketPeer(SocketChannel channel) {
        this.channel = channel;
    }

    public static SocketPeer connect(Path socket) {
        try {
            SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            return new SocketPeer(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("connecting to " + socket, e);
        }
    }

    public SocketPeer write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes all of it, waiting for the reader where need be. */
    public SocketPeer write(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        Await.until("the peer takes " + bytes.length + " bytes", () -> {
            offer(rest);
            return !rest.hasRemaining();
        });
        return this;
    }

    /** Writes what the kernel takes now. */
    public int offer(ByteBuffer bytes) {
        try {
            return channel.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells that no more will be written. */
    public void endOutput() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes what is there, and tells whether that was anything. */
    private boolean poll() {
        try {
            buffer.clear();
            int n = channel.read(buffer);
            if (n > 0) {
                received.write(buffer.array(), 0, n);
            }
            ended |= n < 0;
            return n > 0;
        } catch (IOException e) {
            ended = true; // a reset is an end, too
            return false;
        }
    }

    /** Waits until {@code text} is among what was received so far, and returns all of that. */
    public String awaitText(String text) {
        long end = System.nanoTime() + Await.LIMIT.toNanos();
        while (!text().contains(text)) {
            if (!poll()) {
                if (ended || System.nanoTime() - end > 0) {
                    throw new AssertionError((ended ? "ended" : "late") + " without '" + text + "': " + tail());
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
        return text();
    }

    /** Waits until this many bytes were received in all, and returns them. */
    public byte[] awaitBytes(int count) {
        Await.until(count + " bytes arrive", () -> {
            while (received.size() < count && poll()) {}
            return received.size() >= count || ended;
        });
        return received.toByteArray();
    }

    /** Waits for the other side to end the connection, and returns all that was received. */
    public byte[] awaitEnd() {
        Await.until("the connection ends", () -> {
            while (poll()) {}
            return ended;
        });
        return received.toByteArray();
    }

    /** What was received so far. */
    public String text() {
        return received.toString(StandardCharsets.UTF_8);
    }

    private String tail() {
        String text = text();
        return text.substring(Math.max(0, text.length() - 200));
    }

    /** Ends the connection, before {@link #close} would. */
    public void hangUp() {
        close();
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
