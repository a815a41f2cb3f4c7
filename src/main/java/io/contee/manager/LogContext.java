package io.contee.manager;

import io.contee.model.ConsoleId;
import io.contee.model.PodRef;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of the console that a log belongs to.
 *
 * @param console the console; empty if only its files tell of it
 * @param pod the container; empty for a raw log
 * @param log the log's current file
 * @param annotations what its domain tells aggregators; empty while it is not served
 */
public record LogContext(
        Optional<ConsoleId> console, Optional<PodRef> pod, Path log, Map<String, String> annotations) {}
