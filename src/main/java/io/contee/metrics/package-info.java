/**
 * The counters of contee in Prometheus' formats: {@link io.contee.metrics.Exposition} for {@code GET /metrics}, and
 * {@link io.contee.metrics.ConteeMetrics} for a program that embeds contee and has its own registry.
 *
 * <p>There are series for the consoles that are served and the guests that run, a few dozen each, and none for what has
 * ended; no label holds what a guest or a client has sent.
 */
@NullMarked
package io.contee.metrics;

import org.jspecify.annotations.NullMarked;
