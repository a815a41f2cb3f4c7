package io.contee.broker;

import io.contee.model.Durability;
import io.contee.model.ImpatientDevice;
import io.contee.net.ByteQueue;
import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.PeerSocket;
import io.contee.net.Registration;
import io.contee.net.Registration.Interest;
import io.contee.net.UnixConnection;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection of a guest's QEMU. The session's loop calls it. */
final class GuestConnection implements Registration.Handler {

    /** Less than a full socket holds, which are 278 writes of any size; below, the kernel need not be asked. */
    private static final int LEAST_FULL_BYTES = 64;

    private static final Logger LOG = LoggerFactory.getLogger(GuestConnection.class);

    private final SocketGuest guest;
    private final UnixConnection connection;
    private final EventLoop loop;
    private final Registration registration;
    private boolean reading = true;
    private boolean inputWaits;
    private boolean inputEnded;
    private boolean endWhenSilent;

    /** QEMU's socket, if the device does not wait while that is full. */
    private final Optional<PeerSocket> dropping;

    /** True if QEMU may have dropped output behind what the kernel holds. */
    private boolean mayHaveDropped;

    /** True if the last read has left nothing in the kernel. */
    private boolean drained;

    private final ConsolePage page;
    private final boolean strict;
    private final Optional<ImpatientDevice> device;

    /** @param device the guest's device, if that does not wait while its output is not read */
    GuestConnection(
            SocketGuest guest,
            UnixConnection connection,
            EventLoop loop,
            Optional<ImpatientDevice> device,
            StreamOrigin stream)
            throws IOException {
        this.page = stream.page();
        this.device = device;
        this.strict = stream.durability() == Durability.STRICT && device.isEmpty();
        this.guest = guest;
        this.connection = connection;
        this.loop = loop;
        registration = loop.register(connection, Interest.READ, this);
        dropping = device.filter(ImpatientDevice.DROPS::equals).flatMap(drops -> socketOf(connection));
    }

    private static Optional<PeerSocket> socketOf(UnixConnection connection) {
        try {
            return Optional.of(PeerSocket.of(connection));
        } catch (IOException e) {
            LOG.info("what QEMU drops of a virtio console's output cannot be seen: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean hungUp) {
        loop.requireOwner();
        if (writable && inputWaits) {
            guest.acceptsMore();
        }
        if (readable && reading && guest.isGuest(this)) {
            read();
        }
    }

    private void read() {
        IoBuffer output = loop.scratch();
        output.bytes().clear();
        int count;
        boolean full = false;
        try {
            page.setReading(!strict);
            full = isFull();
            count = read(output);
        } catch (IOException e) {
            count = UnixConnection.END;
        }
        if (count <= 0) {
            page.setReading(false);
        }
        if (count == UnixConnection.END || (count == UnixConnection.WOULD_BLOCK && endWhenSilent)) {
            guest.gone();
        } else if (count != UnixConnection.WOULD_BLOCK) {
            output.bytes().flip();
            if (mayHaveDropped && drained) {
                guest.missedUnknown();
                mayHaveDropped = false;
            }
            mayHaveDropped |= full;
            drained = count < output.bytes().capacity();
            if (strict) {
                guest.printedAndPeeked(output);
            } else {
                guest.printed(output);
            }
        }
    }

    /** Returns whether QEMU drops what the guest prints now: until the next read, it drops all of it. */
    private boolean isFull() {
        return dropping.isPresent()
                && connection.available() >= LEAST_FULL_BYTES
                && dropping.get().isFull();
    }

    /** Reads once, without moderation if the device does not wait. */
    private int read(IoBuffer output) throws IOException {
        if (device.isPresent()) {
            return connection.read(output);
        }
        return strict
                ? registration.peek(connection, output, guest.isWatched())
                : registration.read(connection, output, guest.isWatched());
    }

    /** Skips what was peeked at before. */
    void skip(int count) {
        loop.requireOwner();
        IoBuffer scratch = loop.scratch();
        scratch.bytes().clear().limit(count);
        try {
            while (scratch.bytes().hasRemaining() && connection.read(scratch) > 0) {}
        } catch (IOException e) {
            LOG.debug("the next read fails, too: {}", e.getMessage());
        }
    }

    /** Stops or resumes the reading of guest output. */
    void setReading(boolean wanted) {
        loop.requireOwner();
        reading = wanted;
        updateInterest();
    }

    /** Reads what is still there, for one turn, and ends the connection if there is nothing; the caller's last act. */
    void lastTurn() {
        loop.requireOwner();
        endWhenSilent = true;
        read();
    }

    /**
     * Writes typed input, and is called again if the guest does not accept all of it. A guest that has gone does not
     * accept any; what it printed before is still read, to the end.
     *
     * @return the number of bytes written
     */
    int write(ByteQueue input) {
        loop.requireOwner();
        int count = 0;
        try {
            count = input.drain(connection, loop.scratch());
        } catch (IOException e) {
            inputEnded = true;
            input.clear();
        }
        inputWaits = !input.isEmpty();
        updateInterest();
        return count;
    }

    /** Returns whether the guest may still accept input. */
    boolean acceptsInput() {
        loop.requireOwner();
        return !inputEnded;
    }

    private void updateInterest() {
        registration.setInterest(
                reading
                        ? (inputWaits ? Interest.READ_WRITE : Interest.READ)
                        : (inputWaits ? Interest.WRITE : Interest.NONE));
    }

    @Override
    public void failed(Throwable fault) {
        loop.requireOwner();
        guest.gone();
    }

    void close() {
        loop.requireOwner();
        handOver();
        connection.close();
    }

    /** Ends the handling, and leaves the connection open. */
    void handOver() {
        loop.requireOwner();
        registration.cancel();
        dropping.ifPresent(PeerSocket::close);
    }
}
