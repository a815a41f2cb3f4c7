package io.contee.http;

/**
 * A domain that was defined, as the API shows it.
 *
 * @param domain its name
 * @param uuid its UUID
 */
public record DefinedView(String domain, String uuid) {}
