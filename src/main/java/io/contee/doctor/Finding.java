package io.contee.doctor;

import java.util.Optional;

/**
 * The result of a check. All texts have one line.
 *
 * @param check what was examined
 * @param level how bad it is
 * @param summary what was found
 * @param explanation what follows from it
 * @param remedy what to do about it
 */
public record Finding(
        String check, Level level, String summary, Optional<String> explanation, Optional<String> remedy) {}
