package io.contee.model;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * The status of a console's client at one moment.
 *
 * @param console the console
 * @param user the user that it runs as
 * @param pid its process, if that is known
 * @param since the time at which it attached
 * @param mode {@code write} if it may type now, {@code read} if another client has the write lease or nobody requested
 *     it, {@code read-only}
 * @param bytesBehind the number of bytes that it has yet to read, without those in the kernel's buffers
 */
public record ClientStatus(
        ConsoleId console, String user, OptionalLong pid, Instant since, String mode, long bytesBehind) {}
