package io.contee.doctor;

import java.util.Locale;

/** The severity of a finding. */
public enum Level {
    OK,
    /** Worth knowing; consoles are captured anyway. */
    WARNING,
    /** Consoles that contee should have are not captured, or will not be. */
    PROBLEM,
    /** It could not be checked. */
    UNKNOWN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
