package io.contee.broker;

import io.contee.net.EventLoop;
import java.time.Duration;

/**
 * The last turns of reading a guest, which empty the kernel's buffer without waiting for a guest that never stops
 * printing. Apart from {@link SocketGuest}, which reads as long as there is something. The session's loop calls it.
 */
final class LastTurns {

    /** The number of turns, which empty the largest default socket buffer and still end soon. */
    private static final int TURNS = 64;

    /** The limit of waiting for a slow write, in checks, and their interval. */
    private static final int STALL_LOOKS = 50;

    private static final Duration STALL_LOOK = Duration.ofMillis(10);

    private final EventLoop loop;
    private final SocketGuest guest;
    private final ConsoleSession session;

    LastTurns(EventLoop loop, SocketGuest guest, ConsoleSession session) {
        this.loop = loop;
        this.guest = guest;
        this.session = session;
    }

    /** Reads the guest to its end, or as far as the turns go; the caller's last act. */
    void start() {
        loop.requireOwner();
        turn(TURNS, STALL_LOOKS);
    }

    private void turn(int turns, int looks) {
        if (guest.isDraining()) {
            loop.execute(() -> turn(Math.max(0, turns - 1), looks));
            if (turns == 0) {
                guest.endDraining();
            }
        } else if (!guest.isConnected()) {
            session.advance();
        } else if (turns > 0 && looks > 0 && session.isWriting()) {
            loop.schedule(STALL_LOOK, () -> turn(turns, looks - 1));
        } else if (turns == 0 || session.isWriting()) {
            guest.gone();
        } else {
            loop.execute(() -> turn(turns - 1, looks));
            guest.lastTurn();
        }
    }
}
