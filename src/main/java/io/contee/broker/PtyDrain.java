package io.contee.broker;

import io.contee.net.EventLoop;
import io.contee.net.IoBuffer;
import io.contee.net.PtySlave;
import io.contee.net.Registration;
import io.contee.net.Registration.Interest;
import io.contee.net.UnixConnection;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The pty that a guest prints to while it is being adopted by its console's socket: the content of the pty comes before
 * anything from the socket. The session's loop calls it, except {@link #finish}, which any thread may call.
 */
public final class PtyDrain implements Registration.Handler {

    private final SocketGuest guest;
    private final PtySlave pty;
    private final EventLoop loop;
    private final Registration registration;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private boolean reading = true;
    private boolean finishing;

    PtyDrain(SocketGuest guest, PtySlave pty, EventLoop loop) throws IOException {
        this.guest = guest;
        this.pty = pty;
        this.loop = loop;
        registration = loop.register(pty, Interest.READ, this);
    }

    /**
     * Ends the draining once the pty is empty; the guest must not print to it any more.
     *
     * @return completes when its content is on the way to clients and logs, and the socket is read next
     */
    public CompletableFuture<Void> finish() {
        loop.execute(() -> {
            finishing = true;
            turn();
        });
        return ended;
    }

    @Override
    public void ready(boolean readable, boolean writable, boolean hungUp) {
        loop.requireOwner();
        turn();
    }

    /** Reads once; the caller's last act. */
    private void turn() {
        if (!reading || ended.isDone()) {
            return;
        }
        IoBuffer output = loop.scratch();
        output.bytes().clear();
        int count;
        try {
            count = pty.read(output);
        } catch (IOException e) {
            count = UnixConnection.END; // as Linux reports that a pty's master is closed
        }
        if (count == UnixConnection.END || (count == UnixConnection.WOULD_BLOCK && finishing)) {
            end();
        } else if (count != UnixConnection.WOULD_BLOCK) {
            if (finishing) {
                loop.execute(this::turn);
            }
            output.bytes().flip();
            guest.printed(output);
        }
    }

    /** Stops or resumes the reading. */
    void setReading(boolean wanted) {
        loop.requireOwner();
        if (reading != wanted && !ended.isDone()) {
            reading = wanted;
            registration.setInterest(wanted ? Interest.READ : Interest.NONE);
            if (wanted && finishing) {
                loop.execute(this::turn);
            }
        }
    }

    @Override
    public void failed(Throwable fault) {
        loop.requireOwner();
        end();
    }

    /** Ends the draining now, whatever the pty may still hold; the caller's last act. */
    void end() {
        loop.requireOwner();
        registration.cancel();
        pty.close();
        ended.complete(null);
        guest.drained(this);
    }
}
