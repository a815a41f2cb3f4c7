/**
 * The HTTP API on the control socket, both sides of it: {@link io.contee.http.ControlServer}, which a JVM that embeds
 * contee starts for the hook and the command line, and {@link io.contee.http.ControlClient}. The first three resources
 * are also on a TCP port, if one is configured: {@link io.contee.http.MetricsServer}.
 *
 * <pre>
 * GET  /healthz?verbose                           200 while it works, else 503, and why
 * GET  /readyz?verbose                            200 while it does all that it is there for, else 503, and why
 * GET  /metrics                                   what it has counted, for Prometheus
 * GET  /usage                                     what consoles and guests use, JSON
 * GET  /status                                    its version, process and ties to libvirt, JSON
 * POST /restart                                   has another process take over; its id, when it is about to, JSON
 * GET  /consoles                                  the consoles that are served, JSON
 * GET  /domains/{name}/console?console=           one of them, JSON
 * GET  /clients                                   the clients that are attached, JSON
 * GET  /domains/{name}/clients                    those of one domain, JSON
 * GET  /domains/{name}/attach?console=&amp;access=&amp;tail=&amp;noReplay=&amp;missedSince=&amp;position=&amp;pid=
 *                                                 a WebSocket: attaches, see {@code ConsoleMessage}
 * POST /domains/{name}/send?console=&amp;force=&amp;pid=  types the body to the guest; 204
 * POST /domains/{name}/break?console=             sends a break to a serial port, which taints the domain; 204
 * GET  /domains/{name}/log?console=&amp;…             what the guest printed
 * GET  /logs/{pod}/{container}?namespace=&amp;…       the same by pod; without a container, of the pod's first one
 * POST /logs/{pod}/{container}/reopen?namespace=  goes on in a new file where the log was renamed
 * GET  /domains/{name}/mode                       the modes of its definition and of its running guest, JSON
 * POST /domains/{name}/mode?mode=&amp;live=           changes that of its definition, and of its running guest
 * POST /domains?mode=&amp;takeOver=&amp;namespace=&amp;pod=&amp;uid=&amp;container=&amp;maxSize=&amp;maxFiles=&amp;annotation.{key}=
 *                                                 defines the domain whose XML is the body, JSON
 * GET  /adoptable                                 names of running domains with a console to adopt, JSON
 * POST /domains/{name}/adopt?console=&amp;force=      takes consoles over from their ptys; what was done, JSON
 * POST /domains/{name}/release?console=           gives them back; what was done, JSON
 * POST /hook/{operation}/{suboperation}           libvirt's hook, domain XML as the body; 200 with the XML that
 *                                                 libvirt is to use in its place, or 204
 * </pre>
 *
 * A log is answered as bytes, or to {@code Accept: application/x-ndjson} with an object for each line; {@link
 * io.contee.http.LogParameters} lists what may be asked of it, and headers named {@code Contee-…} tell whose it is.
 *
 * <p>{@link io.contee.http.MemoryStatsServer} serves memory figures on a TCP port, by {@link io.contee.http.MemoryTableHandler}
 * and {@link io.contee.http.ChartHandler}.
 *
 * <p>A failure is answered with one line of plain text: 400 for a bad request, 404 for something that does not exist, 422
 * for anything else that the caller can mend, 500 for a fault of contee's.
 */
@NullMarked
package io.contee.http;

import org.jspecify.annotations.NullMarked;
