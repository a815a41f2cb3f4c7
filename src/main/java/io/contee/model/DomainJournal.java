package io.contee.model;

import java.util.function.Supplier;

/** Takes note of what happens to domains. Any thread may call it; it never waits. */
public interface DomainJournal {

    /** Takes note of nothing. */
    DomainJournal NONE = new DomainJournal() {
        @Override
        public void note(DomainId domain, Supplier<DomainEvent> event) {}

        @Override
        public void serves(ServedConsole console) {}
    };

    /**
     * Notes an event, with the present time.
     *
     * @param event is asked for it in another thread, as the name of a user may have to be asked of the network
     */
    void note(DomainId domain, Supplier<DomainEvent> event);

    /** Notes that a console is served, so that its logs can be found when it has ended. */
    void serves(ServedConsole console);
}
