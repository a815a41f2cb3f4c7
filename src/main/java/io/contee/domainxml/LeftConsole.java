package io.contee.domainxml;

/**
 * A console that contee leaves as it is because of its type: what it prints goes elsewhere.
 *
 * @param alias the console's alias
 * @param type its backend, {@code tcp} for example
 */
public record LeftConsole(String alias, String type) {

    /** Returns whether it is a socket that others serve, and that contee captures on request. */
    public boolean isSocket() {
        return type.equals("unix");
    }
}
