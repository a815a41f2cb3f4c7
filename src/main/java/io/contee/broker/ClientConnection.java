package io.contee.broker;

import io.contee.net.EventLoop;
import io.contee.net.EventLoop.Interest;
import io.contee.net.IoBuffer;
import io.contee.net.UnixConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A client of a console. What it does not take at once is kept up to a limit, then skipped, and it is told how much it
 * missed; so it never holds up the guest or anyone else. The session's loop calls it.
 */
final class ClientConnection implements EventLoop.Handler {

    /** What a client may be behind, in bytes, besides what the kernel keeps for it. */
    static final int MAX_BEHIND = 256 << 10;

    private static final int INPUT_BYTES = 4 << 10;

    private final ConsoleSession session;
    private final UnixConnection connection;
    private final EventLoop loop;
    private final EventLoop.Registration registration;
    private final ByteQueue pending = new ByteQueue(MAX_BEHIND);
    private long skipped;
    private boolean inputEnded;
    private boolean mayType;
    private boolean hasTyped;

    ClientConnection(ConsoleSession session, UnixConnection connection, EventLoop loop, boolean mayType)
            throws IOException {
        this.session = session;
        this.connection = connection;
        this.loop = loop;
        this.mayType = mayType;
        registration = loop.register(connection, mayType ? Interest.READ : Interest.HANGUP, this);
    }

    /** Passes guest output on. The buffer's position is left where it was. */
    void offer(IoBuffer output) {
        ByteBuffer bytes = output.bytes();
        int start = bytes.position();
        try {
            if (pending.isEmpty()) {
                connection.write(output);
            }
            if (bytes.hasRemaining() && skipped == 0) {
                pending.put(bytes);
            }
            skipped += bytes.remaining();
            updateInterest();
        } catch (IOException e) {
            session.detach(this);
        } finally {
            bytes.position(start);
        }
    }

    /** Lets what the client types through, or leaves it in the kernel until the guest takes it. */
    void setMayType(boolean allowed) {
        if (mayType != allowed) {
            mayType = allowed;
            updateInterest();
        }
    }

    /** Whether it has ever typed something. */
    boolean hasTyped() {
        return hasTyped;
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean hungUp) {
        try {
            if (writable && !pending.isEmpty()) {
                drain();
            }
            if (readable && mayType && !inputEnded) {
                read();
            } else if (hungUp) {
                session.detach(this);
            }
        } catch (IOException e) {
            session.detach(this);
        }
    }

    private void drain() throws IOException {
        pending.drain(connection, loop.scratch());
        if (skipped > 0 && pending.size() <= MAX_BEHIND / 2) {
            pending.put(ByteBuffer.wrap(("\r\n[contee: this client was too slow, " + skipped + " bytes skipped]\r\n")
                    .getBytes(StandardCharsets.US_ASCII)));
            skipped = 0;
        }
        updateInterest();
    }

    private void read() throws IOException {
        IoBuffer input = loop.scratch();
        input.bytes().clear().limit(INPUT_BYTES);
        int count = connection.read(input);
        if (count == UnixConnection.END) {
            inputEnded = true;
            updateInterest();
        } else if (count != UnixConnection.WOULD_BLOCK) {
            input.bytes().flip();
            hasTyped = true;
            session.typed(input);
        }
    }

    private void updateInterest() {
        boolean read = mayType && !inputEnded;
        boolean write = !pending.isEmpty();
        registration.setInterest(
                read ? (write ? Interest.READ_WRITE : Interest.READ) : (write ? Interest.WRITE : Interest.HANGUP));
    }

    @Override
    public void failed(Throwable fault) {
        session.detach(this);
    }

    void close() {
        registration.cancel();
        connection.close();
    }
}
