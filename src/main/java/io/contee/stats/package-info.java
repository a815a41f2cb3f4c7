/**
 * contee's counters. The data path writes {@link io.contee.stats.Figure}s and {@link io.contee.stats.Durations}, one
 * thread at a time each, with plain stores: no lock, no atomic operation, no allocation for a byte on its way. A
 * reader, such as a scrape, reads them in place; the records here hold what it has read.
 */
@NullMarked
package io.contee.stats;

import org.jspecify.annotations.NullMarked;
