/**
 * Virtlogd's log files of a console in mode pty, followed across rotation. {@code VirtlogdLog} reads the files and
 * holds those it has found open; {@code PositionFile} saves how far they are read.
 */
@NullMarked
package io.contee.virtlog;

import org.jspecify.annotations.NullMarked;
