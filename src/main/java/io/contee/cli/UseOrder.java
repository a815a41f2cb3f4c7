package io.contee.cli;

import io.contee.model.AliasOrder;
import java.util.Comparator;

/** The order of a list of consoles: the largest first, equal ones by name. */
enum UseOrder {
    OUT('o'),
    IN('i'),
    DROPPED('d'),
    MEMORY('m'),
    NAME('n');

    private final char key;

    UseOrder(char key) {
        this.key = key;
    }

    /** The key that chooses it. */
    char key() {
        return key;
    }

    Comparator<ConsoleUse> comparator() {
        Comparator<ConsoleUse> byName = Comparator.comparing(
                        (ConsoleUse use) -> use.now().domain())
                .thenComparing(use -> use.now().console(), AliasOrder.NATURAL);
        return this == NAME
                ? byName
                : Comparator.comparingDouble(this::amount).reversed().thenComparing(byName);
    }

    private double amount(ConsoleUse use) {
        return switch (this) {
            case OUT -> use.outPerSecond();
            case IN -> use.inPerSecond();
            case DROPPED -> use.dropped();
            case MEMORY -> use.residentBytes().orElse(0);
            case NAME -> 0;
        };
    }
}
