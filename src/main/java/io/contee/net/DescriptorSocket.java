package io.contee.net;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A unix socket whose messages are a text and at most one descriptor each (SCM_RIGHTS, unix(7)). Calls wait for the
 * peer. One thread at a time may send, and one may receive; the last of them calls {@link #close}.
 */
public final class DescriptorSocket implements AutoCloseable {

    /** The maximum length of a text, in bytes. */
    private static final int TEXT_BYTES = 4096;

    private static final int NO_FD = -1;

    // struct msghdr, struct iovec and struct cmsghdr of 64-bit machines, one after the other, and the text.
    private static final int IOV = 16;
    private static final int IOV_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int HEADER_BYTES = 56;
    private static final int VECTOR = HEADER_BYTES;
    private static final int RIGHTS = VECTOR + 16;
    private static final int RIGHTS_LENGTH = 20;
    private static final int RIGHTS_BYTES = 24;
    private static final int TEXT = RIGHTS + RIGHTS_BYTES;

    private final int fd;
    private final IoBuffer outgoing = new IoBuffer(TEXT + TEXT_BYTES);
    private final IoBuffer incoming = new IoBuffer(TEXT + TEXT_BYTES);

    @GuardedBy("this")
    private boolean closed;

    DescriptorSocket(int fd) {
        this.fd = fd;
    }

    /** A message. */
    public record Message(String text, Optional<Descriptor> descriptor) {}

    /**
     * Connects to a {@link DescriptorListener}.
     *
     * @throws IOException if nobody listens there
     */
    public static DescriptorSocket connect(Path path) throws IOException {
        byte[] address = UnixAddress.encode(path);
        int fd =
                Libc.check(Libc.socket(Libc.AF_UNIX, Libc.SOCK_SEQPACKET | Libc.SOCK_CLOEXEC, 0), "make a unix socket");
        if (Libc.connect(fd, address, address.length) < 0) {
            IOException failure = Libc.failure("connect to " + path);
            Libc.close(fd);
            throw failure;
        }
        return new DescriptorSocket(fd);
    }

    /** Sends a text. */
    public void send(String text) throws IOException {
        send(text, NO_FD);
    }

    /** Sends a text and a descriptor, which also stays open here. */
    public void send(String text, Descriptor descriptor) throws IOException {
        send(text, descriptor.fd());
    }

    private void send(String text, int passed) throws IOException {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        prepare(outgoing, encoded.length, passed == NO_FD ? 0 : RIGHTS_BYTES);
        ByteBuffer bytes = outgoing.bytes();
        bytes.putLong(RIGHTS, RIGHTS_LENGTH)
                .putInt(RIGHTS + 8, Libc.SOL_SOCKET)
                .putInt(RIGHTS + 12, Libc.SCM_RIGHTS)
                .putInt(RIGHTS + 16, passed);
        bytes.put(TEXT, encoded);
        while (Libc.sendmsg(fd, outgoing.address(), Libc.MSG_NOSIGNAL) < 0) {
            if (Libc.errno() != Libc.EINTR) {
                throw Libc.failure("send a message");
            }
        }
    }

    /**
     * Waits for the next message.
     *
     * @return empty if the peer has closed the connection
     */
    public Optional<Message> receive() throws IOException {
        long count = receive(Libc.MSG_CMSG_CLOEXEC);
        if (count < 0) {
            throw Libc.failure("receive a message");
        }
        return count == 0 ? Optional.empty() : Optional.of(received((int) count));
    }

    /**
     * Receives the next message, without waiting for it.
     *
     * @return empty if there is none now
     * @throws EOFException if the peer has closed the connection
     */
    Optional<Message> poll() throws IOException {
        long count = receive(Libc.MSG_CMSG_CLOEXEC | Libc.MSG_DONTWAIT);
        if (count == 0) {
            throw new EOFException("the other process closed the connection");
        } else if (count > 0) {
            return Optional.of(received((int) count));
        } else if (Libc.errno() == Libc.EAGAIN) {
            return Optional.empty();
        }
        throw Libc.failure("receive a message");
    }

    private long receive(int flags) throws IOException {
        prepare(incoming, TEXT_BYTES, RIGHTS_BYTES);
        long count;
        do {
            count = Libc.recvmsg(fd, incoming.address(), flags);
        } while (count < 0 && Libc.errno() == Libc.EINTR);
        return count;
    }

    private Message received(int count) {
        ByteBuffer bytes = incoming.bytes();
        byte[] text = new byte[count];
        bytes.get(TEXT, text);
        boolean passed = bytes.getLong(CONTROL_LENGTH) >= RIGHTS_LENGTH && bytes.getInt(RIGHTS + 12) == Libc.SCM_RIGHTS;
        return new Message(
                new String(text, StandardCharsets.UTF_8),
                passed ? Optional.of(new Descriptor(bytes.getInt(RIGHTS + 16))) : Optional.empty());
    }

    private static void prepare(IoBuffer buffer, int textLength, int controlLength) throws IOException {
        if (textLength > TEXT_BYTES) {
            throw new IOException("a message of " + textLength + " bytes is too long");
        }
        ByteBuffer bytes = buffer.bytes();
        bytes.clear().put(new byte[TEXT]).clear();
        bytes.putLong(VECTOR, buffer.address() + TEXT)
                .putLong(VECTOR + 8, textLength)
                .putLong(IOV, buffer.address() + VECTOR)
                .putLong(IOV_COUNT, 1);
        if (controlLength > 0) {
            bytes.putLong(CONTROL, buffer.address() + RIGHTS).putLong(CONTROL_LENGTH, controlLength);
        }
    }

    int fd() {
        return fd;
    }

    /** Returns the process at the other end. */
    public PeerCredentials peer() throws IOException {
        return PeerCredentials.of(fd);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd);
        }
    }
}
