/**
 * Log readers. {@link io.contee.log.read.LogReader} is the way in: it chooses its place in the {@code LogFiles} once, by
 * cursor, time or tail, and from there reads one record after another from a {@code LogScan}, which continues where files
 * are rotated, compressed, cut or deleted under it.
 */
@NullMarked
package io.contee.log.read;

import org.jspecify.annotations.NullMarked;
