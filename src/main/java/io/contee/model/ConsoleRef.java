package io.contee.model;

import java.util.Optional;

/**
 * Names a console as a user does: by its domain and, except for the primary one, by its alias.
 *
 * @param domain the domain's name
 * @param alias the console's alias; empty for the domain's primary console, or for all its consoles where an operation
 *     is for several
 */
public record ConsoleRef(String domain, Optional<String> alias) {

    /** Names a domain's primary console, or all its consoles. */
    public static ConsoleRef of(String domain) {
        return new ConsoleRef(domain, Optional.empty());
    }

    /** Names one console of a domain. */
    public static ConsoleRef of(String domain, String alias) {
        return new ConsoleRef(domain, Optional.of(alias));
    }

    @Override
    public String toString() {
        return domain + alias.map(name -> "/" + name).orElse("");
    }
}
