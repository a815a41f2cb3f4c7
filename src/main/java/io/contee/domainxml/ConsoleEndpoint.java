package io.contee.domainxml;

import io.contee.model.ConsoleMode;
import java.nio.file.Path;

/**
 * Where contee meets a console.
 *
 * @param alias the console's alias
 * @param mode {@code UNIX} or {@code PTY}
 * @param path the guest socket to serve, or the log file to follow
 */
public record ConsoleEndpoint(String alias, ConsoleMode mode, Path path) {}
