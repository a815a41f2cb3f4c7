package io.contee.model;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A console that was served, and where its output went.
 *
 * @param console the console
 * @param pod the container that it belongs to
 * @param podLog the current file of its pod log in that run; empty if it had none
 * @param rawLog the current file of its raw log; where that would be if it had none
 */
public record ServedConsole(ConsoleId console, PodRef pod, Optional<Path> podLog, Path rawLog) {}
