package io.contee.domainxml;

/**
 * A console that contee leaves unchanged due to the console's type: its output goes elsewhere.
 *
 * @param alias the console's alias
 * @param type its backend, {@code tcp} for example
 */
public record UncapturedConsole(String alias, String type) {

    /** Returns whether the console is on a socket that others serve, which contee captures on request. */
    public boolean isSocket() {
        return type.equals("unix");
    }
}
