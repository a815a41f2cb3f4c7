package io.contee.libvirt;

import java.util.List;
import java.util.UUID;

/**
 * Receives what happens to a host's domains. Separate threads call its methods, which may block, except {@link
 * #definitionChanged}.
 */
public interface DomainListener {

    /**
     * The connection was opened, for the first time or again.
     *
     * @param running the live XML of each domain that runs
     * @param listedAt {@link System#nanoTime} before they were listed
     */
    void connected(List<String> running, long listedAt);

    /**
     * A domain has started, or a console was plugged in since.
     *
     * @param xml its live XML
     * @param seenAt {@link System#nanoTime} before that was read
     */
    void started(String xml, long seenAt);

    /**
     * A console may have been unplugged from a running domain. One that was plugged in is reported as a start.
     *
     * @param xml the domain's live XML
     * @param alias the console's alias
     */
    void unplugged(String xml, String alias);

    /**
     * A domain does not run any more.
     *
     * @param domain its UUID
     * @param checkedAt {@link System#nanoTime} before that was found
     */
    void stopped(UUID domain, long checkedAt);

    /**
     * A domain may have acquired, changed or lost its persistent definition. Called for each domain that has one when
     * the connection was opened. It must not wait: it is called by libvirt's event loop.
     *
     * @param domain its UUID
     * @param name its name
     */
    void definitionChanged(UUID domain, String name);
}
