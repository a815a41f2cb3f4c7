/**
 * What contee counts. The data path writes {@link io.contee.stats.Figure}s and {@link io.contee.stats.Durations}, one
 * thread at a time each, with plain stores: no lock, no atomic operation, no allocation for a byte on its way. Whoever
 * looks, at a scrape for example, reads them where they are, and the records here are what it has seen.
 */
@NullMarked
package io.contee.stats;

import org.jspecify.annotations.NullMarked;
