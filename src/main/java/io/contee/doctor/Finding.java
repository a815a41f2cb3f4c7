package io.contee.doctor;

import java.util.Optional;

/**
 * The result of a check. All texts have one line.
 *
 * @param check what was examined
 * @param level the severity
 * @param summary what was found
 * @param explanation the consequence
 * @param remedy the remedy
 */
public record Finding(
        String check, Level level, String summary, Optional<String> explanation, Optional<String> remedy) {}
