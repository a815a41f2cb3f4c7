package io.contee.model;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * A client of a console at one moment.
 *
 * @param console which console
 * @param user the user that it runs as
 * @param pid its process, if that is known
 * @param since when it was attached
 * @param mode {@code write} if it may type now, {@code read} if another client has the write lease or none asked for it,
 *     {@code read-only}
 * @param bytesBehind what it has not taken yet of what it is to get, in bytes, besides what the kernel keeps for it
 */
public record ClientStatus(
        ConsoleId console, String user, OptionalLong pid, Instant since, String mode, long bytesBehind) {}
