package io.contee.cli;

import java.util.Comparator;

/** What consoles are listed by: the largest first, and by name where there is no difference. */
enum UseOrder {
    OUT('o', Comparator.comparingDouble(ConsoleUse::outPerSecond).thenComparingLong(use -> use.now()
            .bytesOut())),
    IN('i', Comparator.comparingDouble(ConsoleUse::inPerSecond).thenComparingLong(use -> use.now()
            .bytesIn())),
    DROPPED('d', Comparator.comparingLong(ConsoleUse::dropped)),
    MEMORY('m', Comparator.comparingLong(use -> use.residentBytes().orElse(0))),
    NAME('n', (one, other) -> 0);

    private static final Comparator<ConsoleUse> BY_NAME = Comparator.<ConsoleUse, String>comparing(
                    use -> use.now().domain())
            .thenComparing(use -> use.now().console());

    private final char key;
    private final Comparator<ConsoleUse> ascending;

    UseOrder(char key, Comparator<ConsoleUse> ascending) {
        this.key = key;
        this.ascending = ascending;
    }

    /** The key that chooses it. */
    char key() {
        return key;
    }

    Comparator<ConsoleUse> comparator() {
        return ascending.reversed().thenComparing(BY_NAME);
    }
}
