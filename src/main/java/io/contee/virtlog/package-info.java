/**
 * Virtlogd's log files of a console in mode pty, followed across rotation. {@code VirtlogdLog} reads the files and holds
 * open what it has seen; {@code PositionFile} keeps how far they are read.
 */
@NullMarked
package io.contee.virtlog;

import org.jspecify.annotations.NullMarked;
