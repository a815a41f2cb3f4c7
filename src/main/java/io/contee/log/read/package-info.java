/**
 * Log readers. {@link io.contee.log.read.LogReader} is the entry point: it chooses its place in the {@code LogFiles}
 * once, by cursor, time or tail, and from there reads one record after another from a {@code LogScan}, which continues
 * when files are rotated, compressed, cut or deleted meanwhile.
 */
@NullMarked
package io.contee.log.read;

import org.jspecify.annotations.NullMarked;
