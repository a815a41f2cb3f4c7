package io.contee.http;

import io.contee.model.AttachOptions;
import io.contee.model.Replay;
import io.contee.model.WriteAccess;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@link AttachOptions} as query parameters, both ways. */
final class AttachQuery {

    static final List<Parameter> PARAMETERS = List.of(
            Parameter.choice(
                    "access",
                    "Never type, acquire the lease when typing, at once (default), or steal it.",
                    "read-only",
                    "typing",
                    "write",
                    "force"),
            Parameter.flag("noReplay", "Show only what the guest prints from now on."),
            Parameter.number("tail", "Show the last lines first (default: the configured scrollback)."),
            Parameter.text("missedSince", "Show what was missed since this session, as \"attached\" named it."),
            Parameter.number("position", "The position in that session's stream up to which nothing was missed."));

    private AttachQuery() {}

    static Map<String, String> encode(AttachOptions options) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("access", options.access().toString());
        Replay replay = options.replay();
        switch (replay.kind()) {
            case NONE -> query.put("noReplay", "true");
            case LINES -> query.put("tail", Integer.toString(replay.lines()));
            case MISSED -> {
                query.put("missedSince", replay.session());
                if (replay.position() != Replay.UNKNOWN) {
                    query.put("position", Long.toString(replay.position()));
                }
            }
            case SCROLLBACK -> {} // what is shown unless something else is asked for
        }
        return query;
    }

    /** @throws BadRequestException that names the parameter which is not valid */
    static AttachOptions decode(Query query) {
        return new AttachOptions(access(query), replay(query));
    }

    static WriteAccess access(Query query) {
        return query.text("access").map(WriteAccess::parse).orElse(WriteAccess.WRITE);
    }

    private static Replay replay(Query query) {
        if (query.text("missedSince").isPresent()) {
            String session = query.text("missedSince").get();
            return Replay.missedSince(session, query.bytes("position").orElse(Replay.UNKNOWN));
        }
        if (query.wholeNumber("tail").isPresent()) {
            return Replay.lines(query.wholeNumber("tail").getAsInt());
        }
        return query.flag("noReplay") ? Replay.NONE : Replay.SCROLLBACK;
    }
}
