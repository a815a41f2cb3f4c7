/**
 * The HTTP API on the control socket, both sides of it: {@link io.contee.http.ControlServer}, which a JVM that embeds
 * contee starts for the hook and the command line, and {@link io.contee.http.ControlClient}. {@code Route} is the
 * complete table of routes; {@code GET /openapi.json} and the manual's page on the API are made from it, {@code
 * RouteHandler} answers by it, and the client gets its paths from it. The codecs of options, {@code ReadQuery}, {@code
 * AttachQuery} and {@code DefineQuery}, hold both directions.
 *
 * <p>On a TCP port there are only metrics and health, {@link io.contee.http.MetricsServer}, and memory figures, {@link
 * io.contee.http.MemoryStatsServer}; {@code ConnectionLimits} bounds them.
 *
 * <p>A failure is answered with one line of plain text, and the status of its {@link
 * io.contee.model.ConteeException.Kind}. An answer that a restart interrupts is never completed: the missing last chunk
 * shows a client that there is more.
 */
@NullMarked
package io.contee.http;

import org.jspecify.annotations.NullMarked;
