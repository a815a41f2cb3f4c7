package io.contee.model;

import java.util.function.Supplier;

/** Records the events of domains. Any thread may call it; recording never blocks. */
public interface DomainJournal {

    /** Records nothing. */
    DomainJournal NONE = new DomainJournal() {
        @Override
        public void note(DomainId domain, Supplier<DomainEvent> event) {}

        @Override
        public void serves(ServedConsole console) {}
    };

    /**
     * Records an event, with the current time.
     *
     * @param event supplies the event in another thread, as looking up a user's name may need the network
     */
    void note(DomainId domain, Supplier<DomainEvent> event);

    /** Records that a console is served, which lets its logs be found after it is closed. */
    void serves(ServedConsole console);

    /**
     * Changes the place of domains' directories while nothing is recorded. Unlike the other methods it may block, for a
     * second.
     *
     * @throws ConteeException if records are being written for that long, or the change throws it
     */
    default void pause(Runnable change) {
        change.run();
    }
}
