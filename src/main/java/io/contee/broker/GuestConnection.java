package io.contee.broker;

import io.contee.model.Durability;
import io.contee.model.ImpatientDevice;
import io.contee.net.ByteQueue;
import io.contee.net.EventLoop;
import io.contee.net.EventLoop.Interest;
import io.contee.net.IoBuffer;
import io.contee.net.UnixConnection;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection of a guest's QEMU. The session's loop calls it. */
final class GuestConnection implements EventLoop.Handler {

    /**
     * What a virtio console may have had in its socket when that was full, and QEMU dropped what came then: Linux' hvc
     * prints at most 16 bytes at once, lines of 5 bytes filled the socket with 1,529.
     */
    private static final int FULL_BYTES = 1500;

    private static final Logger LOG = LoggerFactory.getLogger(GuestConnection.class);

    private final SocketGuest guest;
    private final UnixConnection connection;
    private final EventLoop loop;
    private final EventLoop.Registration registration;
    private boolean reading = true;
    private boolean inputWaits;
    private boolean inputEnded;
    private boolean endWhenSilent;

    /** Whether QEMU may have dropped what follows what was read last. */
    private boolean mayHaveDropped;

    private final ConsolePage page;
    private final boolean strict;
    private final Optional<ImpatientDevice> device;

    /** @param device the guest's, where that does not wait by itself while its output is not read */
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
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean hungUp) {
        if (writable && inputWaits) {
            guest.takesMore();
        }
        if (readable && reading && guest.isGuest(this)) {
            read();
        }
    }

    private void read() {
        IoBuffer output = loop.scratch();
        output.bytes().clear();
        int count;
        try {
            page.setReading(!strict);
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
            if (mayHaveDropped) {
                guest.missedUnknown();
            }
            mayHaveDropped = device.equals(Optional.of(ImpatientDevice.DROPS)) && count >= FULL_BYTES;
            if (strict) {
                guest.printedAndPeeked(output);
            } else {
                guest.printed(output);
            }
        }
    }

    /** An impatient device is read at once, whatever that costs. */
    private int read(IoBuffer output) throws IOException {
        if (device.isPresent()) {
            return connection.read(output);
        }
        return strict
                ? registration.peek(connection, output, guest.isWatched())
                : registration.read(connection, output, guest.isWatched());
    }

    /** Takes what was peeked at before. */
    void skip(int count) {
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
        reading = wanted;
        updateInterest();
    }

    /** Reads what is still there, for one turn, and ends the connection if that is nothing; the caller's last act. */
    void lastTurn() {
        endWhenSilent = true;
        read();
    }

    /**
     * Writes typed input, and asks to be called again if the guest does not take it all. A guest that has gone takes
     * none; what it printed before is still read, up to the end.
     *
     * @return how many bytes it took
     */
    int take(ByteQueue input) {
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

    /** Returns whether it may yet accept input. */
    boolean takesInput() {
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
        guest.gone();
    }

    void close() {
        leave();
        connection.close();
    }

    /** Leaves the connection as it is. */
    void leave() {
        registration.cancel();
    }
}
