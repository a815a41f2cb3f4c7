/**
 * Log writers with a strict size limit. {@link io.contee.log.write.LogFactory} opens a {@link
 * io.contee.log.write.ConsoleLog}, the log of one console; its owner is one thread at a time.
 *
 * <p>Formats and rotation know nothing of each other: a {@code RotatingFile} limits a file and moves full ones to its
 * {@code Backups}; {@code RecordLog} and {@code RawLog} decide where one file ends and the next begins. A {@code LogQuota}
 * limits all logs together.
 */
@NullMarked
package io.contee.log.write;

import org.jspecify.annotations.NullMarked;
