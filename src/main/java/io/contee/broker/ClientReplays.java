package io.contee.broker;

import io.contee.model.Replay;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The replays that clients of a console wait for, and their reading as blocking work between two writes of the logs.
 * Apart from {@link ConsoleClients}, as the logs decide when it happens. The session's loop calls it.
 */
final class ClientReplays {

    private final Scrollback scrollback;
    private final ConsolePage page;
    private final List<Due> due = new ArrayList<>();
    private List<Due> reading = List.of();

    ClientReplays(Scrollback scrollback, ConsolePage page) {
        this.scrollback = scrollback;
        this.page = page;
    }

    /** A client that waits for its replay, and the replay when it is read. */
    private static final class Due {
        private final ConsoleClient client;
        private final Replay replay;
        private byte[] bytes = {};

        Due(ConsoleClient client, Replay replay) {
            this.client = client;
            this.replay = replay;
        }
    }

    /** Holds a client's output back until its replay is read. */
    void add(ConsoleClient client, Replay replay) {
        client.backlog().hold();
        due.add(new Due(client, replay));
    }

    /** Returns whether clients wait for a replay that is not being read yet. */
    boolean areDue() {
        return !due.isEmpty();
    }

    /**
     * Prepares the reading of those replays.
     *
     * @param printed the number of bytes that the guest has printed in this session
     * @return blocking work, to be followed by {@link ConsoleClients#replaysRead}
     */
    Runnable reader(long printed) {
        List<Due> wanted = List.copyOf(due);
        due.clear();
        reading = wanted;
        String session = page.session().toString();
        for (Due each : wanted) {
            ClientBacklog backlog = each.client.backlog();
            // Output that was written to it since it attached is also in the log by now. The client may have received
            // more than that before.
            backlog.startAt(Math.max(printed, each.replay.isOf(session) ? each.replay.position() : 0));
            backlog.hold();
        }
        return () -> wanted.forEach(each -> each.bytes = scrollback.read(each.replay, page, printed));
    }

    /** Passes on the replays that were read, if any, to the clients that are still attached. */
    void passOn(Collection<ConsoleClient> attached) {
        List<Due> read = reading;
        reading = List.of();
        for (Due each : read) {
            if (attached.contains(each.client)) {
                each.client.backlog().replay(each.bytes);
                each.client.backlogReady();
            }
        }
    }
}
