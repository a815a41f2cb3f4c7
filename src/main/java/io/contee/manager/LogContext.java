package io.contee.manager;

import io.contee.model.ConsoleId;
import io.contee.model.PodRef;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The known facts about the console that a log belongs to.
 *
 * @param console the console; empty if only its files are known
 * @param pod the container; empty for a raw log
 * @param log the log's current file
 * @param annotations its domain's annotations for aggregators; empty while it is not served
 */
public record LogContext(
        Optional<ConsoleId> console, Optional<PodRef> pod, Path log, Map<String, String> annotations) {}
