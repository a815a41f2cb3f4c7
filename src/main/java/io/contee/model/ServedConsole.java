package io.contee.model;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * A console that was served, and the logs that have its output.
 *
 * @param console the console
 * @param order its place among its domain's consoles: 0 is the primary one, which is the default
 * @param pod the container that it belongs to
 * @param podLog the pod log's current file in that run; empty if it had none
 * @param rawLog the raw log's current file, or the path that it would have
 */
public record ServedConsole(ConsoleId console, int order, PodRef pod, Optional<Path> podLog, Path rawLog) {

    /** Returns the same console, with another path of its raw log. */
    public ServedConsole withRawLog(Path path) {
        return new ServedConsole(console, order, pod, podLog, path);
    }

    /** Orders the consoles of one domain: the primary one, then the others in document order. */
    public static Comparator<ServedConsole> inDomain() {
        return Comparator.comparingInt(ServedConsole::order)
                .thenComparing(served -> served.console().alias(), AliasOrder.NATURAL);
    }
}
