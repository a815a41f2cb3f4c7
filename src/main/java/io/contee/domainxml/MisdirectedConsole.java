package io.contee.domainxml;

import io.contee.model.OneLine;

/**
 * A console whose chardev has the contee path of another console: of another domain, as after a clone made without
 * contee, or of another alias. It must not be served under either name; a rewrite corrects it.
 *
 * @param alias the console's alias
 * @param path the path it has, as the XML states it
 * @param expected the path that it should have
 */
public record MisdirectedConsole(String alias, String path, String expected) {

    /** Describes the fault and its remedy in one line. */
    public String describe() {
        return "console " + OneLine.of(alias, 64) + " has the path " + OneLine.quoted(path) + " and not "
                + OneLine.quoted(expected) + ": rewrite the domain's definition";
    }
}
