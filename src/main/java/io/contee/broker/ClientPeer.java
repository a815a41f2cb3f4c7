package io.contee.broker;

import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The user and process of a client.
 *
 * @param user returns the user's name, which may require a query over the network
 * @param pid the process id, if known
 */
public record ClientPeer(Supplier<String> user, OptionalLong pid) {}
