/**
 * The HTTP API on the control socket, both sides of it: {@link io.contee.http.ControlServer}, which a JVM that embeds
 * contee starts for the hook and the command line, and {@link io.contee.http.ControlClient}.
 *
 * <pre>
 * GET  /healthz                                   200 when it serves
 * GET  /consoles                                  the consoles that are served, JSON
 * GET  /domains/{name}/console?console=           one of them, JSON
 * GET  /domains/{name}/log?console=&amp;…             what the guest printed
 * GET  /logs/{pod}/{container}?namespace=&amp;…       the same by pod; without a container, of the pod's first one
 * POST /logs/{pod}/{container}/reopen?namespace=  goes on in a new file where the log was renamed
 * POST /domains?mode=&amp;namespace=&amp;pod=&amp;uid=&amp;container=   defines the domain whose XML is the body, JSON
 * POST /hook/{operation}/{suboperation}           libvirt's hook, domain XML as the body
 * </pre>
 *
 * A log is answered as bytes, or to {@code Accept: application/x-ndjson} with an object for each line; {@link
 * io.contee.http.LogParameters} lists what may be asked of it, and headers named {@code Contee-…} tell whose it is.
 *
 * <p>A failure is answered with one line of plain text: 400 for a bad request, 404 for something that does not exist, 422
 * for anything else that the caller can mend, 500 for a fault of contee's.
 */
@NullMarked
package io.contee.http;

import org.jspecify.annotations.NullMarked;
