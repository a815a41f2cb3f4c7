/**
 * The HTTP API on the control socket, both sides of it: {@link io.contee.http.ControlServer}, which a JVM that embeds
 * contee starts for the hook and the command line, and {@link io.contee.http.ControlClient}.
 *
 * <pre>
 * GET  /healthz                                   200 when it serves
 * GET  /consoles                                  the consoles that are served, JSON
 * GET  /domains/{name}/console?console=           one of them, JSON
 * GET  /domains/{name}/log?console=&amp;follow=&amp;tail=&amp;since=   what the guest printed, as bytes
 * POST /domains?mode=&amp;namespace=&amp;pod=&amp;uid=&amp;container=   defines the domain whose XML is the body, JSON
 * GET  /adoptable                               names of running domains with a console to adopt, JSON
 * POST /domains/{name}/adopt?console=&amp;force=     takes consoles over from their ptys; what was done, JSON
 * POST /domains/{name}/release?console=           gives them back; what was done, JSON
 * POST /hook/{operation}/{suboperation}           libvirt's hook, domain XML as the body
 * </pre>
 *
 * A failure is answered with one line of plain text: 400 for a bad request, 404 for something that does not exist, 422
 * for anything else that the caller can mend, 500 for a fault of contee's.
 */
@NullMarked
package io.contee.http;

import org.jspecify.annotations.NullMarked;
