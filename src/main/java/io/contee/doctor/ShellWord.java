package io.contee.doctor;

import io.contee.model.OneLine;
import java.util.regex.Pattern;

/** Quotes a name for a command that people copy into a shell. */
final class ShellWord {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.,:@%+/][A-Za-z0-9_.,:@%+/-]*");

    private ShellWord() {}

    static String of(String name) {
        String line = OneLine.of(name);
        return PLAIN.matcher(line).matches() ? line : "'" + line.replace("'", "'\\''") + "'";
    }
}
