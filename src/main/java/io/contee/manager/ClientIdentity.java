package io.contee.manager;

import java.util.OptionalLong;

/**
 * The user and process on whose behalf this JVM attaches to a console, as {@code contee who} shows it.
 *
 * @param user the user's name
 * @param pid the process, if that is known
 */
public record ClientIdentity(String user, OptionalLong pid) {

    /** This JVM itself. */
    public static ClientIdentity self() {
        return new ClientIdentity(
                System.getProperty("user.name"),
                OptionalLong.of(ProcessHandle.current().pid()));
    }
}
