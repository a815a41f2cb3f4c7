/**
 * The logs of one console: writers with a strict size limit, and readers. A caller needs {@link
 * io.contee.log.ConsoleLogs}, which opens a {@link io.contee.log.ConsoleLog}, and {@link io.contee.log.LogReader}.
 *
 * <p>Record formats and rotation know nothing of each other: a {@code RecordFormat} turns bytes into records, a {@code
 * RotatingFile} limits a file and hands full ones to its {@code Backups}, and {@code PodLog} and {@code RawLog} decide
 * where one file ends and the next begins. A {@code LogQuota} limits all logs together.
 *
 * <p>A {@code LogReader} chooses its place in the {@code LogFiles} once, by cursor, time or tail, and from there takes
 * one record after another from a {@code LogScan}, which goes on where files are rotated, compressed, cut or deleted
 * under it. Only a {@code RecordDecoder} knows what a record looks like.
 */
@NullMarked
package io.contee.log;

import org.jspecify.annotations.NullMarked;
