package io.contee.model;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/**
 * A console that was served, and where its output went.
 *
 * @param console the console
 * @param order its place among its domain's consoles: 0 is the primary one, which is meant where none is named
 * @param pod the container that it belongs to
 * @param podLog the current file of its pod log in that run; empty if it had none
 * @param rawLog the current file of its raw log; where that would be if it had none
 */
public record ServedConsole(ConsoleId console, int order, PodRef pod, Optional<Path> podLog, Path rawLog) {

    /** Orders the consoles of one domain: the primary one, then the others in document order. */
    public static Comparator<ServedConsole> inDomain() {
        return Comparator.comparingInt(ServedConsole::order)
                .thenComparing(served -> served.console().alias(), AliasOrder.NATURAL);
    }
}
