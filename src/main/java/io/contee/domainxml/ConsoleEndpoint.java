package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where contee meets a console.
 *
 * @param alias the console's alias
 * @param mode {@code UNIX} or {@code PTY}
 * @param path the guest socket to serve, or the log file to follow
 * @param adoptedFrom of a console that was adopted in the present run, the pty that libvirt still names
 */
public record ConsoleEndpoint(String alias, ConsoleMode mode, Path path, Optional<String> adoptedFrom) {

    /** One that was not adopted. */
    public ConsoleEndpoint(String alias, ConsoleMode mode, Path path) {
        this(alias, mode, path, Optional.empty());
    }
}
