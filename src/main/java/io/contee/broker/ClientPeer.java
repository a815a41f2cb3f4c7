package io.contee.broker;

import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Who a client is.
 *
 * @param user returns the user's name; it may have to ask the network for it
 * @param pid its process, if that is known
 */
public record ClientPeer(Supplier<String> user, OptionalLong pid) {}
