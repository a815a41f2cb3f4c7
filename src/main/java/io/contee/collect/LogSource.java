package io.contee.collect;

import java.util.List;

/**
 * What is collected of a guest into files of one name: a console, over all pods that it has belonged to, the log of its
 * QEMU, or contee's events.
 *
 * @param name the files' name: the console's alias, {@code qemu} or {@code events}
 * @param parts where it is, oldest first
 */
record LogSource(String name, List<LogPart> parts) {

    static final String QEMU = "qemu";
    static final String EVENTS = "events";

    /** Whether it is text for people, in which a line may say that something is missing. */
    boolean isText() {
        return !name.equals(EVENTS);
    }

    /** Whether it is what a guest printed. */
    boolean isConsole() {
        return isText() && !name.equals(QEMU);
    }

    /** What its files' names end in. */
    String suffix() {
        return isText() ? ".log" : ".jsonl";
    }
}
