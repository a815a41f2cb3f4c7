package io.contee.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads and writes constants as users write them, {@code read-only} for READ_ONLY. */
public final class Choice {

    private Choice() {}

    static String shown(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a constant.
     *
     * @param what the constant's role, for the message: empty, or words that end with a blank
     * @throws ConteeException if {@code text} is none of them
     */
    public static <E extends Enum<E>> E parse(String what, E[] constants, String text) {
        return Arrays.stream(constants)
                .filter(constant -> shown(constant).equals(text))
                .findFirst()
                .orElseThrow(() -> new ConteeException(what + OneLine.quoted(text) + " is unknown: use one of "
                        + Arrays.stream(constants).map(Choice::shown).collect(Collectors.joining(", "))));
    }
}
