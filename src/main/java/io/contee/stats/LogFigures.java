package io.contee.stats;

import io.contee.model.LogKind;

/**
 * A log of a console at one moment.
 *
 * @param kind which of the console's logs
 * @param records records that it was given since the console was opened
 * @param rotations how often it began a new file
 * @param errors how often writing it failed
 * @param gaps how often it began to lack output
 * @param failedBytes bytes that it lacks because it could not be written
 * @param bytesOnDisk what its files hold, as they were found last; -1 if that is not known yet
 * @param limit what its files may hold
 */
public record LogFigures(
        LogKind kind,
        long records,
        long rotations,
        long errors,
        long gaps,
        long failedBytes,
        long bytesOnDisk,
        long limit) {}
