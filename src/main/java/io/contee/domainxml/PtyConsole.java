package io.contee.domainxml;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A console of a running domain whose XML names a pty.
 *
 * @param alias the console's alias
 * @param pty the pty's path
 * @param log the file of the {@code <log>}
 * @param adopted whether its QEMU was moved from the pty to the socket in the current run
 * @param socket the guest socket that it has, or would have, when it is adopted
 */
public record PtyConsole(String alias, String pty, Optional<String> log, boolean adopted, Path socket) {}
