package io.contee.broker;

import io.contee.net.PtySlave;
import java.util.concurrent.CompletableFuture;

/**
 * A pty to be read before the connection of the guest that is being adopted from it.
 *
 * @param draining is completed when the pty is being read, exceptionally if that is not possible; the console has
 *     started anyway
 */
record FormerPty(PtySlave pty, CompletableFuture<PtyDrain> draining) {}
