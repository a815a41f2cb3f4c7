package io.contee.doctor;

import java.util.Locale;

/** How bad a finding is. */
public enum Level {
    OK,
    /** Worth knowing; consoles that contee should have are captured all the same. */
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
