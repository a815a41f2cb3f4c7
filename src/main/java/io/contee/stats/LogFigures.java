package io.contee.stats;

import io.contee.model.LogKind;

/**
 * The figures of one of a console's logs at one moment.
 *
 * @param kind which of the console's logs
 * @param records records written since the console was opened
 * @param rotations how often it began a new file
 * @param errors how often writing it failed
 * @param gaps how often it began to lack output
 * @param failedBytes bytes that it lacks because it could not be written
 * @param bytesOnDisk the total size of the files when they were last examined; -1 if not known yet
 * @param limit the limit of that size
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
