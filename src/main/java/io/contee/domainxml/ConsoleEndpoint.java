package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The place where contee connects with a console.
 *
 * @param alias the console's alias
 * @param mode {@code UNIX} or {@code PTY}
 * @param path the guest socket to serve, or the log file to follow
 * @param ownersLog whether the log file is one that the console's owner chose
 * @param pty the pty that libvirt names, for a running guest in mode pty or adopted in the current run
 */
public record ConsoleEndpoint(String alias, ConsoleMode mode, Path path, boolean ownersLog, Optional<String> pty) {

    /** Makes an endpoint at contee's own path, without a pty. */
    public ConsoleEndpoint(String alias, ConsoleMode mode, Path path) {
        this(alias, mode, path, false, Optional.empty());
    }

    /** Returns the pty that libvirt still names, for a console that was adopted in the current run. */
    public Optional<String> adoptedFrom() {
        return mode == ConsoleMode.UNIX ? pty : Optional.empty();
    }
}
