package io.contee.http;

import io.contee.model.LeaseState;
import io.contee.model.LeaseState.Holder;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A text frame of an attachment to a console over a WebSocket, {@code GET /domains/{name}/attach}. The guest's bytes go
 * both ways in binary frames of at most 1 MiB, as they are; text frames are JSON objects.
 *
 * <p>The server says, first of all, that the client is attached, and to which session of the console, see {@link
 * io.contee.model.Replay#missedSince}; before each binary frame, how far in what the guest has printed it goes, and
 * whether it is replayed; whenever the write lease changes hands; and of each binary frame that it got, in their order,
 * whether all of it is queued for the guest, or some of it was dropped without the lease. The holder is {@code self},
 * {@code other}, {@code nobody} or {@code shared}; the pid is that of the other, 0 if it is not known; and one client
 * at most is told that its terminal answers the guest's queries.
 *
 * <pre>
 * {"event":"attached","session":"…","holder":"self","pid":0,"answers":true}
 * {"event":"lease","holder":"other","pid":812,"answers":false}
 * {"event":"output","position":21671}
 * {"event":"replayed"}
 * {"event":"taken"}
 * {"event":"refused"}
 * </pre>
 *
 * The client may acquire the lease, steal it and release it:
 *
 * <pre>
 * {"request":"ask"}
 * {"request":"take"}
 * {"request":"give"}
 * </pre>
 *
 * The server closes with 1000 when the console ends, with 1012 or 1001 when contee is restarted or stopped, where a
 * client may attach again and go on, and with 1011 when it cannot attach. A receiver ignores what it does
 * not know.
 *
 * @param kind what it says
 * @param session for {@link Kind#ATTACHED}
 * @param lease for {@link Kind#ATTACHED} and {@link Kind#LEASE}
 * @param position for {@link Kind#OUTPUT}
 */
record ConsoleMessage(Kind kind, String session, LeaseState lease, long position) {

    /** The longest frame, in bytes; larger input goes in several. */
    static final int MAX_FRAME_BYTES = 1 << 20;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final LeaseState NO_LEASE = new LeaseState(Holder.NOBODY, 0);

    /** The kinds of messages. */
    enum Kind {
        ATTACHED("event"),
        LEASE("event"),
        OUTPUT("event"),
        REPLAYED("event"),
        TAKEN("event"),
        REFUSED("event"),
        ASK("request"),
        TAKE("request"),
        GIVE("request");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static ConsoleMessage of(Kind kind) {
        return new ConsoleMessage(kind, "", NO_LEASE, 0);
    }

    static ConsoleMessage attached(String session, LeaseState lease) {
        return new ConsoleMessage(Kind.ATTACHED, session, lease, 0);
    }

    static ConsoleMessage lease(LeaseState lease) {
        return new ConsoleMessage(Kind.LEASE, "", lease, 0);
    }

    static ConsoleMessage output(long position) {
        return new ConsoleMessage(Kind.OUTPUT, "", NO_LEASE, position);
    }

    String encode() {
        ObjectNode object = JSON.createObjectNode().put(kind.key, kind.word());
        if (kind == Kind.ATTACHED) {
            object.put("session", session);
        }
        if (kind == Kind.OUTPUT) {
            object.put("position", position);
        }
        if (kind == Kind.ATTACHED || kind == Kind.LEASE) {
            object.put("holder", lease.holder().name().toLowerCase(Locale.ROOT))
                    .put("pid", lease.pid())
                    .put("answers", lease.answers());
        }
        return object.toString();
    }

    /** Reads a frame; empty if it is not known. */
    static Optional<ConsoleMessage> decode(String text) {
        JsonNode object;
        try {
            object = JSON.readTree(text);
        } catch (JacksonException e) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (object.path(kind.key).asString("").equals(kind.word())) {
                return Optional.of(new ConsoleMessage(
                        kind,
                        object.path("session").asString(""),
                        lease(object),
                        object.path("position").asLong(0)));
            }
        }
        return Optional.empty();
    }

    private static LeaseState lease(JsonNode object) {
        String holder = object.path("holder").asString("");
        for (Holder known : Holder.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(holder)) {
                return new LeaseState(
                        known,
                        object.path("pid").asLong(0),
                        object.path("answers").asBoolean(false));
            }
        }
        return NO_LEASE;
    }
}
