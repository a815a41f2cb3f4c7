package io.contee.broker;

import io.contee.model.ConsoleId;
import io.contee.model.DomainEvent;
import io.contee.model.DomainEvent.Kind;
import io.contee.model.DomainJournal;
import java.time.Instant;
import java.util.Optional;

/** Records the events of one console. Any thread may call it; it never waits. */
final class ConsoleJournal {

    private final DomainJournal journal;
    private final ConsoleId console;

    ConsoleJournal(DomainJournal journal, ConsoleId console) {
        this.journal = journal;
        this.console = console;
    }

    void attached(ClientPeer peer, String access) {
        note(Kind.ATTACHED, peer, access);
    }

    void detached(ClientPeer peer, String access) {
        note(Kind.DETACHED, peer, access);
    }

    private void note(Kind kind, ClientPeer peer, String access) {
        journal.note(console.domain(), () -> {
            String user = peer.user().get();
            return peer.pid().isPresent()
                    ? event(kind, "user", user, "pid", Long.toString(peer.pid().getAsLong()), "access", access)
                    : event(kind, "user", user, "access", access);
        });
    }

    void gap(String log, long bytes, Instant since) {
        journal.note(
                console.domain(),
                () -> event(Kind.GAP, "log", log, "bytes", Long.toString(bytes), "since", since.toString()));
    }

    void failed(String log, String reason) {
        journal.note(console.domain(), () -> event(Kind.ERROR, "log", log, "reason", reason));
    }

    private DomainEvent event(Kind kind, String... details) {
        return DomainEvent.of(kind, Optional.of(console.alias()), details);
    }
}
