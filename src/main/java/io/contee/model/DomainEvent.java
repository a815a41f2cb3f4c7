package io.contee.model;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Something that happened to a domain or to one of its consoles.
 *
 * @param kind what it was
 * @param console the alias of the console; empty if it concerns the domain
 * @param details what else there is to tell, by name, in the order given
 */
public record DomainEvent(Kind kind, Optional<String> console, Map<String, String> details) {

    /** The kinds of events. */
    public enum Kind {
        /** The domain is about to run. */
        STARTED,
        /** contee has begun to serve a domain that runs already. */
        FOUND,
        /** The domain has ended. */
        ENDED,
        /** contee has changed the domain's definition, or the XML that it comes back with. */
        REWRITTEN,
        /** A console was taken over from its pty. */
        ADOPTED,
        /** A console was given back. */
        RELEASED,
        /** A client has attached to a console. */
        ATTACHED,
        /** A client has left a console. */
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

    /** An event of a console, with names and values of its details in turn. */
    public static DomainEvent of(Kind kind, Optional<String> console, String... namesAndValues) {
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            details.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new DomainEvent(kind, console, details);
    }
}
