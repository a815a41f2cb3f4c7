package io.contee.collect;

import java.util.List;

/**
 * A source that is collected into files of one name: a guest's console, over all pods that it has belonged to, QEMU's
 * log, or contee's events.
 *
 * @param name the files' name: the console's alias, {@code qemu} or {@code events}
 * @param parts its logs, oldest first
 */
record LogSource(String name, List<LogPart> parts) {

    static final String QEMU = "qemu";
    static final String EVENTS = "events";

    /** Returns whether the source is text, in which a line may say that something is missing. */
    boolean isText() {
        return !name.equals(EVENTS);
    }

    /** Returns whether the source is a guest's output. */
    boolean isConsole() {
        return isText() && !name.equals(QEMU);
    }

    /** Returns the suffix of the files' names. */
    String suffix() {
        return isText() ? ".log" : ".jsonl";
    }
}
