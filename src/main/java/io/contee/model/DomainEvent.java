package io.contee.model;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An event of a domain or of a console.
 *
 * @param kind the kind of event
 * @param console the alias of the console; empty for an event of the domain
 * @param details more values by name, in the given order
 */
public record DomainEvent(Kind kind, Optional<String> console, Map<String, String> details) {

    /** The kinds of events. */
    public enum Kind {
        /** The domain is about to start. */
        STARTED,
        /** contee has started to serve a domain that already runs. */
        FOUND,
        /** The domain has stopped. */
        ENDED,
        /** contee has changed the domain's definition, or the XML that it is restored with. */
        REWRITTEN,
        /** A console was adopted from its pty. */
        ADOPTED,
        /** A console was released. */
        RELEASED,
        /** A client has attached to a console. */
        ATTACHED,
        /** A client has detached from a console. */
        DETACHED,
        /** A log lacks output; the place is marked in it. */
        GAP,
        /** A log cannot be written. */
        ERROR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Makes an event, with alternating names and values of the details. */
    public static DomainEvent of(Kind kind, Optional<String> console, String... namesAndValues) {
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            details.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new DomainEvent(kind, console, details);
    }
}
